package io.quorate.raft;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who takes part, by node number. During a change two majorities are needed, one of the voters and one of the outgoing voters
 * (joint consensus, Ongaro 2014, section 4.3).
 *
 * @param voters count for a quorum; never empty
 * @param outgoing voters of the configuration that is being left; empty unless a change is under way
 * @param learners receive the log and do not vote; none of them is among the voters, some may be outgoing and vote until the
 *     change is through
 */
public record Configuration(SortedSet<Integer> voters, SortedSet<Integer> outgoing, SortedSet<Integer> learners) {
    /** Members of a configuration, both kinds and both sides of a change together. */
    public static final int MAX_MEMBERS = 64;

    public Configuration {
        voters = copy(voters);
        outgoing = copy(outgoing);
        learners = copy(learners);
        if (voters.isEmpty()) {
            throw new IllegalArgumentException("a configuration needs at least one voter");
        }
        for (SortedSet<Integer> nodes : List.of(voters, outgoing, learners)) {
            if (!nodes.isEmpty() && nodes.first() < 1) {
                throw new IllegalArgumentException("members are numbered from 1 on, was " + nodes.first());
            }
        }
        for (int learner : learners) {
            if (voters.contains(learner)) {
                throw new IllegalArgumentException("node " + learner + " is both voter and learner");
            }
        }
        if (voters.size() + outgoing.size() + learners.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("a configuration has at most " + MAX_MEMBERS + " members");
        }
    }

    public static Configuration of(SortedSet<Integer> voters, SortedSet<Integer> learners) {
        return new Configuration(voters, Collections.emptySortedSet(), learners);
    }

    /** A change is under way. */
    public boolean isJoint() {
        return !outgoing.isEmpty();
    }

    /** Counts for some quorum. */
    public boolean isVoter(int node) {
        return voters.contains(node) || outgoing.contains(node);
    }

    /** All that receive the log. */
    public SortedSet<Integer> members() {
        TreeSet<Integer> members = new TreeSet<>(voters);
        members.addAll(outgoing);
        members.addAll(learners);
        return members;
    }

    /** The first half of a change: both majorities count from now on. */
    Configuration towards(Configuration target) {
        return new Configuration(target.voters, voters, target.learners);
    }

    /** The second half of a change: only the new voters count. */
    Configuration settled() {
        return of(voters, learners);
    }

    /** Four bytes a number, big-endian: how many voters, these, how many outgoing, these, how many learners, these. */
    public byte[] encode() {
        ByteBuffer to = ByteBuffer.allocate(Integer.BYTES * (3 + voters.size() + outgoing.size() + learners.size()));
        put(to, voters);
        put(to, outgoing);
        put(to, learners);
        return to.array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when the bytes are no configuration
     */
    public static Configuration decode(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        Configuration decoded = new Configuration(take(from), take(from), take(from));
        if (from.hasRemaining()) {
            throw new IllegalArgumentException(from.remaining() + " bytes follow a configuration");
        }
        return decoded;
    }

    private static void put(ByteBuffer to, SortedSet<Integer> nodes) {
        to.putInt(nodes.size());
        nodes.forEach(to::putInt);
    }

    private static SortedSet<Integer> take(ByteBuffer from) {
        int count = from.remaining() < Integer.BYTES ? -1 : from.getInt();
        if (count < 0 || count > MAX_MEMBERS || count * Integer.BYTES > from.remaining()) {
            throw new IllegalArgumentException("bytes of a configuration that end early or name too many members");
        }
        TreeSet<Integer> nodes = new TreeSet<>();
        for (int left = count; left > 0; left--) {
            int node = from.getInt();
            if (!nodes.isEmpty() && node <= nodes.last()) {
                throw new IllegalArgumentException("bytes of a configuration that name members out of order");
            }
            nodes.add(node);
        }
        return nodes;
    }

    private static SortedSet<Integer> copy(SortedSet<Integer> nodes) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }
}
