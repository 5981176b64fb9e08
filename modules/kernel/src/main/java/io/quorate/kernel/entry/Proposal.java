package io.quorate.kernel.entry;

import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.KeyRange;
import io.quorate.recipe.SessionId;
import java.util.List;

/**
 * Something proposed to the log. Every proposal is checked again in apply, so that one that is stale, repeated or out of
 * place changes nothing.
 */
public sealed interface Proposal {
    /** A proposal that belongs to a session. */
    sealed interface OfSession extends Proposal {
        SessionId session();
    }

    /** Opens a session whose id is the revision that this gets. */
    record OpenSession(long ttlMillis, byte[] secretHash, String label, String principal) implements Proposal {}

    /**
     * Moves a session to another connection.
     *
     * @param incarnation that the session has before; another one refuses
     */
    record AttachSession(SessionId session, int incarnation) implements OfSession {}

    /** Closes or expires a session: it takes no more calls, and its holds are given back. */
    record EndSession(SessionId session, String reason) implements OfSession {}

    /** Goes on with giving back what an ended session holds. */
    record EndStep(SessionId session) implements OfSession {}

    /** A command of a session. */
    record Call(
            SessionId session,
            long sequence,
            Address address,
            int contract,
            String command,
            byte[] body,
            List<Long> acks)
            implements OfSession {}

    /** Gives up a number whose call was refused before the log. */
    record Skip(SessionId session, long sequence) implements OfSession {}

    /** Takes a call back. */
    record Cancel(SessionId session, long sequence) implements OfSession {}

    /** Results that have arrived at the client. */
    record Acks(SessionId session, List<Long> sequences) implements OfSession {}

    /** Nothing but the batch's time. */
    record Tick() implements Proposal {}

    /**
     * A node has looked at a staged bundle.
     *
     * @param refusal empty when it is ready to run it
     */
    record Ready(
            BundleDigest digest,
            int node,
            String fingerprint,
            String recipe,
            String version,
            int stateVersion,
            int contract,
            String refusal)
            implements Proposal {}

    /**
     * A node tells what its state comes to.
     *
     * @param chain of everything up to this index
     */
    record HashReport(int node, long index, long chain) implements Proposal {}

    /** All nodes compare all their rows; nothing when they do so already. */
    record BeginCheck() implements Proposal {}

    /**
     * The leader goes on with a check.
     *
     * @param round the one behind the running one
     * @param ranges in key order
     */
    record CheckRound(long check, int round, List<KeyRange> ranges) implements Proposal {}

    /** A node has looked at the ranges of a round. */
    record CheckReport(long check, int round, int node, Check.Report found) implements Proposal {}

    /**
     * The leader has no more to ask.
     *
     * @param places what the first key of each range belongs to, for people; empty when nothing differs
     */
    record EndCheck(long check, int round, List<String> places) implements Proposal {}

    /** The leader found that a change of the members cannot be carried out; names the call that asked for it. */
    record FailMembersPlan(SessionId session, long sequence, String reason) implements OfSession {}

    /**
     * A member has come to the leader with this data. A voter that had other data begins anew; of a learner nothing was counted.
     *
     * @param directory id of its data directory
     */
    record Met(int node, String directory) implements Proposal {}

    /** Goes on with removing what a deleted namespace holds. */
    record NamespaceStep(String namespace) implements Proposal {}

    /** Switches to a bundle on every node; alone in its entry. */
    record Activate(BundleDigest digest) implements Proposal {}

    /** Goes on with what is left of a restore after its switch, or after it was given up. */
    record RestoreStep(long restore) implements Proposal {}

    /**
     * The one node that is left of a cluster begins a new one with its state. Nothing where anybody else takes part.
     *
     * @param node that is left
     * @param formerCluster id of the cluster that was lost
     * @param epochAbove the new epoch is above this one too
     */
    record BeginAnew(int node, String formerCluster, int epochAbove) implements Proposal {}
}
