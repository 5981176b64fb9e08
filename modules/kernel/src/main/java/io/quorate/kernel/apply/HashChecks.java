package io.quorate.kernel.apply;

import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.HashCheck;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what the nodes' states come to: every node tells its own at the same indexes, and a majority of the voters that agree
 * names those that do not.
 */
public final class HashChecks {
    /** Entries between two comparisons. */
    public static final long EVERY = 1_024;

    /** Indexes of which reports are kept, so that a node that lags is compared too. */
    private static final int MAX_KEPT = 8;

    private HashChecks() {}

    static void report(Step step, Proposal.HashReport report, Members members) {
        byte[] key = Keys.hashCheck(report.index());
        List<Rows.KeyValue> kept = step.rows().listPrefix(Keys.hashChecks(), MAX_KEPT + 1);
        boolean outdated = kept.size() >= MAX_KEPT
                && step.rows().get(key) == null
                && report.index() < Keys.hashCheckIndex(kept.get(0).key());
        if (outdated) {
            return;
        }
        TreeMap<String, Long> chains = new TreeMap<>(step.read(key, StateRows.HASH_CHECK::decode)
                .map(HashCheck::chains)
                .orElseGet(TreeMap::new));
        chains.put(Integer.toString(report.node()), report.chain());
        step.rows().put(key, StateRows.HASH_CHECK.encode(new HashCheck(chains)));
        List<Rows.KeyValue> now = step.rows().listPrefix(Keys.hashChecks(), MAX_KEPT + 1);
        if (now.size() > MAX_KEPT) {
            step.rows().delete(now.get(0).key());
        }
        judge(step, report.index(), chains, members);
    }

    private static void judge(Step step, long index, Map<String, Long> chains, Members members) {
        boolean isAgreed = false;
        for (long chain : chains.values()) {
            Set<String> agreeing = chains.entrySet().stream()
                    .filter(each -> each.getValue() == chain)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
            if (members.isMajority(agreeing) && agreeing.size() < chains.size()) {
                step.effect(new Effect.StateDiffers(
                        index,
                        chains.keySet().stream()
                                .filter(node -> !agreeing.contains(node))
                                .map(Integer::parseInt)
                                .toList()));
                return;
            }
            isAgreed |= members.isMajority(agreeing);
        }
        if (!isAgreed && members.areAll(chains.keySet())) {
            step.effect(new Effect.StatesDisagree(index));
        }
    }
}
