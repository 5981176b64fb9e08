package io.quorate.simulation.check;

import io.quorate.kernel.state.KernelRow;
import io.quorate.log.NodeId;
import java.util.HashMap;
import java.util.Map;

/** Whoever applies an entry, and however often, comes to the same state; epoch, revision and log time never go back. */
public final class ReplaysAgree implements Invariant {
    private final Verdict verdict;
    private final Map<Long, KernelRow> byIndex = new HashMap<>();
    private KernelRow newest = KernelRow.INITIAL;
    private long newestIndex;

    ReplaysAgree(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void applied(NodeId node, long index, KernelRow numbers) {
        KernelRow before = byIndex.putIfAbsent(index, numbers);
        if (before != null && !before.equals(numbers)) {
            verdict.violated(
                    getClass(), "node " + node + " at index " + index + " has " + numbers + ", before " + before);
        }
        if (index > newestIndex) {
            if (numbers.epoch() < newest.epoch()
                    || numbers.revision() < newest.revision()
                    || numbers.logTimeMillis() < newest.logTimeMillis()) {
                verdict.violated(getClass(), "index " + index + " has " + numbers + " after " + newest);
            }
            newest = numbers;
            newestIndex = index;
        }
    }
}
