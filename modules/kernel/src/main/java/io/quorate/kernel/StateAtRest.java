package io.quorate.kernel;

import io.quorate.codec.CodecException;
import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Leap;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.NodeId;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreException;
import java.util.List;

/**
 * The state of a node that is stopped. What was applied last may not be on the disk yet: it lies in the log, and is applied again.
 *
 * @param appliedIndex the state has every entry up to here
 * @param voters as of that entry; empty when the state names none yet
 * @param logTimeMillis log time of that entry
 */
public record StateAtRest(
        long appliedIndex,
        List<Integer> voters,
        int epoch,
        long revision,
        long logTimeMillis,
        long calendarMillis,
        int sessions) {
    /**
     * Reads it.
     *
     * @throws StoreException it is damaged, or of a version that this one does not know
     */
    public static StateAtRest read(StateStore store) {
        StateHead.read(store);
        byte[] row = store.get(Keys.kernel());
        try {
            byte[] members = store.get(Keys.members());
            KernelRow numbers = row == null ? KernelRow.INITIAL : KernelRow.decode(row);
            return new StateAtRest(
                    store.applied().index(),
                    members == null
                            ? List.of()
                            : StateRows.MEMBERS.decode(members).voters(),
                    numbers.epoch(),
                    numbers.revision(),
                    numbers.logTimeMillis(),
                    numbers.calendarMillis(),
                    numbers.sessions());
        } catch (CodecException unreadable) {
            throw new StoreException(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    /**
     * Whether there are epochs and revisions above those of this state.
     *
     * @param nowMillis UTC
     */
    public boolean canBeginAnew(int epochAbove, long nowMillis) {
        return Leap.above(Math.max(epoch, epochAbove), revision, Math.max(calendarMillis, nowMillis))
                .isPresent();
    }

    /**
     * The entry with which a node, alone from the entry before on, begins a new cluster.
     *
     * @param formerCluster whose majority was lost
     * @param nowMillis UTC
     */
    public byte[] beginAnew(NodeId node, String formerCluster, int epochAbove, long nowMillis) {
        return BatchCodec.encode(new Batch(
                epoch,
                KernelRow.KERNEL_LEVEL,
                logTimeMillis,
                nowMillis,
                List.of(new Proposal.BeginAnew(node.value(), formerCluster, epochAbove))));
    }
}
