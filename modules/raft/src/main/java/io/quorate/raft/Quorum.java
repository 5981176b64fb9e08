package io.quorate.raft;

import java.util.SortedSet;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/** What a majority agrees on; of both sides while a configuration changes (Ongaro 2014, section 4.3). Pure functions. */
final class Quorum {
    private Quorum() {}

    /** Whether those for whom the test holds are a quorum. */
    static boolean holds(Configuration configuration, IntPredicate test) {
        return highest(configuration, node -> test.test(node) ? 1 : 0) == 1;
    }

    /** The highest value that each member of some quorum has reached. */
    static long highest(Configuration configuration, IntToLongFunction reached) {
        long ofVoters = highest(configuration.voters(), reached);
        return configuration.isJoint() ? Math.min(ofVoters, highest(configuration.outgoing(), reached)) : ofVoters;
    }

    private static long highest(SortedSet<Integer> voters, IntToLongFunction reached) {
        long[] values = voters.stream()
                .mapToLong(node -> reached.applyAsLong(node))
                .sorted()
                .toArray();
        return values[(values.length - 1) / 2];
    }
}
