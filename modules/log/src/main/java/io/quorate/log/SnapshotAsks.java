package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.RaftStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Members that others bring up because this leader asked them to (decision 30). It asks again and again until it is told how it
 * ended, and gives up whoever is silent. In turns only.
 */
final class SnapshotAsks {
    private static final long ASK_NANOS = 1_000_000_000;

    /** How far behind the commit a member may be that is to bring up another one, in entries. */
    static final long NEAR_ENTRIES = 4_096;

    private static final class Ask {
        private final PeerMessage.SnapshotAsked message;
        private long askedAt;
        private long heardAt;

        Ask(PeerMessage.SnapshotAsked message, long nanos) {
            this.message = message;
            this.askedAt = nanos;
            this.heardAt = nanos;
        }
    }

    private final LogLoop clock;
    private final long patienceNanos;
    private final Consumer<PeerMessage> network;
    private final BiConsumer<Integer, Long> ended;

    /** By the member that is brought up. */
    private final TreeMap<Integer, Ask> asks = new TreeMap<>();

    /** How often each member was asked. */
    private final TreeMap<Integer, Integer> asked = new TreeMap<>();

    /** Members whose last snapshot came from another one, or was to. */
    private final TreeSet<Integer> others = new TreeSet<>();

    private long attempt;

    /**
     * @param patienceNanos after which a member that says nothing any more is given up
     * @param ended told a member and the last entry that it now has, 0 when it was not brought up
     */
    SnapshotAsks(LogLoop clock, long patienceNanos, Consumer<PeerMessage> network, BiConsumer<Integer, Long> ended) {
        this.clock = clock;
        this.patienceNanos = patienceNanos;
        this.network = network;
        this.ended = ended;
    }

    boolean isAsked(int node) {
        return asks.containsKey(node);
    }

    /**
     * Has a member brought up by another one. Every second attempt for it is the leader's own, whatever came of the one before, so
     * that no other member keeps it behind for ever.
     *
     * @param lagging members that are brought up themselves
     * @return false when this leader is to do it
     */
    boolean ask(int node, RaftStatus leading, IntPredicate lagging) {
        if (others.remove(node)) {
            return false;
        }
        Optional<Integer> source = source(node, leading, lagging);
        source.ifPresent(other -> {
            others.add(node);
            asked.merge(other, 1, Integer::sum);
            attempt++;
            Ask ask = new Ask(
                    new PeerMessage.SnapshotAsked(
                            leading.leader(), other, leading.term(), attempt, node, leading.firstIndex() - 1),
                    clock.nanos());
            asks.put(node, ask);
            network.accept(ask.message);
        });
        return source.isPresent();
    }

    private Optional<Integer> source(int node, RaftStatus leading, IntPredicate lagging) {
        Configuration members = leading.configuration().orElseThrow();
        long least = Math.max(leading.firstIndex() - 1, leading.commitIndex() - NEAR_ENTRIES);
        return leading.reachable().stream()
                .filter(other -> other != leading.leader() && other != node && members.isVoter(other))
                .filter(other -> leading.matches().getOrDefault(other, 0L) >= least)
                .filter(other -> !lagging.test(other))
                .min(Comparator.comparing((Integer other) -> asked.getOrDefault(other, 0))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * A member says how far it is.
     *
     * @param commit of this leader; who claims more is not believed
     */
    void given(PeerMessage.SnapshotGiven given, long commit) {
        Ask ask = asks.get(given.node());
        if (ask == null
                || ask.message.term() != given.term()
                || ask.message.attempt() != given.attempt()
                || ask.message.to() != given.from()) {
            return;
        }
        if (given.index() == PeerMessage.SnapshotGiven.UNDER_WAY) {
            ask.heardAt = clock.nanos();
        } else {
            end(given.node(), given.index() > commit ? 0 : given.index());
        }
    }

    void tick() {
        List<Integer> silent = new ArrayList<>();
        asks.forEach((node, ask) -> {
            if (clock.nanos() - ask.heardAt > patienceNanos) {
                silent.add(node);
            } else if (clock.nanos() - ask.askedAt > ASK_NANOS) {
                ask.askedAt = clock.nanos();
                network.accept(ask.message);
            }
        });
        silent.forEach(node -> end(node, 0));
    }

    private void end(int node, long index) {
        asks.remove(node);
        ended.accept(node, index);
    }

    /** This member leads no longer. */
    void clear() {
        asks.clear();
        asked.clear();
        others.clear();
    }
}
