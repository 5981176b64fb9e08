package io.quorate.testkit;

import io.quorate.log.BarrierResult;
import io.quorate.log.Leadership;
import io.quorate.log.LogEntry;
import io.quorate.log.LogListener;
import io.quorate.log.LogStatus;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.ProposalResult;
import io.quorate.log.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The log of all nodes of a world: in memory, and committed as soon as it is proposed. Who leads is said from outside. */
final class WorldLog {
    private final Executor loop;
    private final Membership membership;
    private final List<LogEntry> entries = new ArrayList<>();
    private final List<Seat> seats = new ArrayList<>();
    private @Nullable Seat leader;
    private long term;
    private long announced;

    WorldLog(Executor loop, int voters) {
        TreeSet<NodeId> numbers = new TreeSet<>();
        for (int i = 1; i <= voters; i++) {
            numbers.add(new NodeId(i));
        }
        this.loop = loop;
        this.membership = new Membership(numbers, new TreeSet<>());
    }

    long lastIndex() {
        return entries.size();
    }

    /** A voter's place, which takes part from its start on. */
    Seat seat(int node) {
        return new Seat(new NodeId(node), Optional.empty(), true);
    }

    /** The place of one that gets a state and what follows it, and says nothing. */
    Seat onlooker(int node, Optional<Snapshot> from) {
        return new Seat(new NodeId(node), from, false);
    }

    /** Begins a term. */
    void elect(Seat next) {
        term++;
        leader = next;
        append(new byte[0], entries.isEmpty() ? Optional.of(membership) : Optional.empty(), result -> {});
        Leadership elsewhere = new Leadership(term, Optional.of(next.self), false);
        Leadership here = new Leadership(term, Optional.of(next.self), true);
        for (Seat seat : List.copyOf(seats)) {
            loop.execute(() -> seat.tell(seat == next ? here : elsewhere));
        }
    }

    private void append(byte[] payload, Optional<Membership> change, Consumer<ProposalResult> completion) {
        LogEntry entry = new LogEntry(entries.size() + 1L, term, payload, change);
        entries.add(entry);
        loop.execute(() -> {
            List.copyOf(seats).forEach(seat -> seat.deliver(entry));
            completion.accept(new ProposalResult.Committed(entry.index(), entry.term()));
        });
    }

    /** One node's view of the log. */
    final class Seat implements ReplicatedLog {
        private final NodeId self;
        private final Optional<Snapshot> from;
        private final boolean votes;
        private @Nullable LogListener listener;
        private long delivered;

        private Seat(NodeId self, Optional<Snapshot> from, boolean votes) {
            this.self = self;
            this.from = from;
            this.votes = votes;
        }

        private void deliver(LogEntry entry) {
            if (listener != null && entry.index() > delivered) {
                delivered = entry.index();
                listener.apply(entry);
            }
        }

        private void tell(Leadership leadership) {
            if (listener != null) {
                listener.leadershipChanged(leadership);
            }
        }

        @Override
        public void start(LogListener to, long appliedIndex) {
            listener = to;
            delivered = appliedIndex;
            from.ifPresent(snapshot -> {
                snapshot.install(to.snapshots().orElseThrow());
                delivered = snapshot.index();
            });
            seats.add(this);
            loop.execute(() -> List.copyOf(entries).forEach(this::deliver));
        }

        Snapshot snapshot() {
            if (listener == null) {
                throw new IllegalStateException("node " + self + " does not run");
            }
            return Snapshot.of(listener.snapshots().orElseThrow());
        }

        private boolean leads() {
            return leader == this;
        }

        private Optional<NodeId> leaderNode() {
            return Optional.ofNullable(leader).map(seat -> seat.self);
        }

        @Override
        public int group() {
            return 0;
        }

        @Override
        public void propose(byte[] payload, Consumer<ProposalResult> completion) {
            if (leads()) {
                append(payload, Optional.empty(), completion);
            } else {
                loop.execute(() -> completion.accept(new ProposalResult.NotLeader(leaderNode())));
            }
        }

        @Override
        public void forward(byte[] payload) {
            if (votes) {
                append(payload, Optional.empty(), result -> {});
            }
        }

        @Override
        public void readBarrier(Consumer<BarrierResult> completion) {
            loop.execute(() -> completion.accept(new BarrierResult.Confirmed(lastIndex(), leads())));
        }

        @Override
        public void changeMembership(Membership target, Consumer<ProposalResult> completion) {
            loop.execute(() -> completion.accept(new ProposalResult.Dropped("the nodes of a world stay the same")));
        }

        @Override
        public void transferLeadership(NodeId target, Consumer<ProposalResult> completion) {
            loop.execute(() -> completion.accept(new ProposalResult.Dropped("the test says who leads")));
        }

        @Override
        public void announce(long number) {
            announced = Math.max(announced, number);
        }

        @Override
        public long announced() {
            return announced;
        }

        @Override
        public void replaceState() {}

        @Override
        public LogStatus status() {
            TreeMap<NodeId, Long> matches = new TreeMap<>();
            membership.voters().forEach(voter -> matches.put(voter, lastIndex()));
            return new LogStatus(
                    0,
                    self,
                    new Leadership(term, leaderNode(), leads()),
                    membership,
                    1,
                    lastIndex(),
                    lastIndex(),
                    matches,
                    new TreeSet<>(membership.voters()));
        }

        @Override
        public void release(long index) {}

        @Override
        public void close() {
            seats.remove(this);
            listener = null;
            if (leads()) {
                leader = null;
            }
        }
    }
}
