package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Cursor;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.KeyRange;
import io.quorate.recipe.SessionId;
import java.util.List;

/** Something that the node has to tell or do after an entry was applied; never part of the state. */
public sealed interface Effect {
    /** A call has its final result. */
    record Replied(SessionId session, long sequence, CallResult result) implements Effect {}

    /** A call came before its turn and was not taken. */
    record OutOfOrder(SessionId session, long sequence) implements Effect {}

    /** The configuration that all members share has changed. */
    record Configured() implements Effect {}

    record SessionOpened(SessionId session, long ttlMillis) implements Effect {}

    /** A majority of the voters agrees what the state comes to at this index, and these nodes have another one. */
    record StateDiffers(long index, List<Integer> nodes) implements Effect {}

    /** Every voter has told what the state comes to at this index, and no majority agrees. */
    record StatesDisagree(long index) implements Effect {}

    /** A round of a check begins at this entry. */
    record CheckRound(long check, int round, List<KeyRange> ranges) implements Effect {}

    /** A node has reported what it found in a round. */
    record CheckReported() implements Effect {}

    /** Somebody wants another node to lead. */
    record TransferAsked(int to) implements Effect {}

    /** A connection, of this node or another, has taken the session. */
    record SessionMoved(SessionId session) implements Effect {}

    /** The session takes no more calls. */
    record SessionEnded(SessionId session, Problem reason) implements Effect {}

    /** An ended session holds more than one step gives back. */
    record EndStepNeeded(SessionId session) implements Effect {}

    /** A namespace was created or deleted, or has another quota. */
    record NamespaceChanged(String namespace) implements Effect {}

    /** A deleted namespace holds more than one step removes. */
    record NamespaceStepNeeded(String namespace) implements Effect {}

    record Emitted(Cursor at, Address address, String event, byte[] body) implements Effect {}

    /** A bundle is there whole and wants to be looked at by this node. */
    record BundleStaged(BundleDigest digest) implements Effect {}

    /** A node has reported on a staged bundle. */
    record BundleReported(BundleDigest digest) implements Effect {}

    /** The bundle is no longer run. */
    record BundleReleased(BundleDigest digest) implements Effect {}

    /** What was staged of a restore takes the place of what is there, in the entry that is being applied. */
    record RestoreDecided() implements Effect {}

    /** The state is another one from this revision on. */
    record Restored(int epoch, long revision) implements Effect {}
}
