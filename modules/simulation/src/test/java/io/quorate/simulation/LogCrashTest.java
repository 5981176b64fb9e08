package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.Leadership;
import io.quorate.log.LogEntry;
import io.quorate.log.LogFault;
import io.quorate.log.LogListener;
import io.quorate.log.LogLoop;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import io.quorate.log.ProposalResult;
import io.quorate.log.RaftLog;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** The log of one voter on a disk that fails, run by one thread in an order that the seed decides. */
class LogCrashTest {
    private static final WalOptions SMALL = new WalOptions(4096, 2, 1024);

    @Test
    void oneWriteAndOneSyncServeAllThatWait() {
        Node node = new Node(new SimDisk(), 1, 0);
        node.pump();
        long before = node.disk.calls();
        for (int i = 0; i < 8; i++) {
            node.propose("p" + i);
        }
        node.pump();
        assertEquals(8, node.committed.size());
        assertEquals(2 + 2, node.disk.calls() - before, "write and sync, then the mark, off the acknowledged path");
    }

    @Test
    void whatWasWrittenButNotSyncedIsUnknownAndWhatWasQueuedIsDropped() {
        Node node = new Node(new SimDisk(), 1, 0);
        node.pump();
        node.disk.failCall(2);
        node.propose("written");
        node.loop.poll().run();
        node.writer.poll().run();
        node.propose("too late");
        node.pump();
        assertEquals(List.of("Unknown", "Dropped"), node.answers);
        assertEquals(List.of(LogFault.Kind.DISK), node.halts);
        assertEquals(2, node.applied.size(), "the entry that may be lost was not applied");
        node.log.close();
        node.pump();
        assertEquals(1, node.halts.size(), "once");
    }

    @Test
    void noAcknowledgedProposalIsLostOrAppliedTwiceOverPowerFailures() {
        int acknowledged = 0;
        int restarts = 0;
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SimDisk disk = new SimDisk();
            TreeMap<Long, String> state = new TreeMap<>();
            TreeSet<String> committed = new TreeSet<>();
            for (int life = 0; life < 4; life++) {
                Node node = new Node(disk, random.nextLong(), state.isEmpty() ? 0 : state.lastKey());
                node.applied.putAll(state);
                disk.failFromCall(1 + random.nextInt(60));
                for (int i = 0; i < 100 && node.halts.isEmpty(); i++) {
                    node.propose("seed " + seed + " life " + life + " proposal " + i);
                    node.step(random.nextInt(4));
                    if (random.nextInt(10) == 0 && node.applied.size() > 4) {
                        node.release();
                    }
                }
                node.pump();
                committed.addAll(node.committed);
                disk.powerFailure(Survival.anySubset(random.nextLong()));
                // The state store is as durable as it said when it let the log go, or newer.
                state = new TreeMap<>(node.applied.headMap(node.released, true));
                restarts++;
            }
            Node last = new Node(disk, seed, state.isEmpty() ? 0 : state.lastKey());
            last.applied.putAll(state);
            last.pump();
            assertTrue(last.applied.values().containsAll(committed), "seed " + seed);
            long proposals = last.applied.values().stream()
                    .filter(text -> !text.isEmpty())
                    .count();
            assertEquals(
                    proposals,
                    new TreeSet<>(last.applied.values())
                            .stream().filter(text -> !text.isEmpty()).count());
            acknowledged += committed.size();
        }
        assertEquals(2_000, restarts);
        assertTrue(acknowledged > 10_000, "acknowledged " + acknowledged);
    }

    /** A node with its executors, run step by step. */
    private static final class Node implements LogListener {
        private final SimDisk disk;
        private final SplittableRandom random;
        private final Deque<Runnable> writer = new ArrayDeque<>();
        private final Deque<Runnable> apply = new ArrayDeque<>();
        private final Deque<Runnable> background = new ArrayDeque<>();
        private final TreeMap<Long, String> applied = new TreeMap<>();
        private final List<String> committed = new ArrayList<>();
        private final List<String> answers = new ArrayList<>();
        private final List<LogFault.Kind> halts = new ArrayList<>();
        private final Deque<Runnable> loop = new ArrayDeque<>();
        private final RaftLog log;
        private long released;

        private Node(SimDisk disk, long seed, long appliedIndex) {
            this.disk = disk;
            this.random = new SplittableRandom(seed);
            this.released = appliedIndex;
            NodeId self = new NodeId(1);
            log = RaftLog.open(
                    Wal.open(disk, SMALL, into(background)),
                    RaftLog.Member.alone(0, self, random.split()),
                    new RaftLog.Threads(loop(), into(writer), into(apply), into(background)),
                    PeerNetwork.none());
            log.start(this, appliedIndex);
        }

        /** Time stands still: a group of one needs no clock but its first tick. */
        private LogLoop loop() {
            return new LogLoop() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public void schedule(long delayNanos, Runnable task) {}

                @Override
                public void execute(Runnable task) {
                    loop.add(task);
                }
            };
        }

        private static Executor into(Deque<Runnable> queue) {
            return queue::add;
        }

        private void propose(String text) {
            log.propose(text.getBytes(StandardCharsets.UTF_8), result -> {
                answers.add(result.getClass().getSimpleName());
                if (result instanceof ProposalResult.Committed done) {
                    assertEquals(text, applied.get(done.index()), "applied before it is acknowledged");
                    committed.add(text);
                }
            });
        }

        private void release() {
            released = Math.max(released, applied.lastKey() - 2);
            log.release(released);
        }

        private void step(int steps) {
            for (int i = 0; i < steps; i++) {
                Deque<Runnable> queue = List.of(loop, writer, apply, background).get(random.nextInt(4));
                if (!queue.isEmpty()) {
                    queue.poll().run();
                }
            }
        }

        private void pump() {
            while (!loop.isEmpty() || !writer.isEmpty() || !apply.isEmpty() || !background.isEmpty()) {
                step(1);
            }
        }

        @Override
        public void apply(LogEntry entry) {
            assertTrue(halts.isEmpty(), "nothing is applied behind a halt");
            assertEquals(applied.isEmpty() ? 1 : applied.lastKey() + 1, entry.index(), "without gaps, each once");
            applied.put(entry.index(), new String(entry.payload(), StandardCharsets.UTF_8));
        }

        @Override
        public void leadershipChanged(Leadership leadership) {
            assertTrue(halts.isEmpty(), "nothing is told behind a halt");
        }

        @Override
        public void halted(LogFault fault) {
            halts.add(fault.kind());
        }
    }
}
