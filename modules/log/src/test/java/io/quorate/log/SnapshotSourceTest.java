package io.quorate.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This is node 2 of three; node 1 leads in term 7 and asks it to bring up node 3. What these say is made up. */
class SnapshotSourceTest {
    private static final NodeId SELF = new NodeId(2);
    private static final long TERM = 7;
    private static final long INDEX = 5;
    private static final Configuration THREE = Configuration.of(new TreeSet<>(List.of(1, 2, 3)), new TreeSet<>());

    @TempDir
    Path directory;

    private final Tasks loop = new Tasks();
    private final Tasks writer = new Tasks();
    private final Tasks apply = new Tasks();
    private final List<PeerMessage> sent = new ArrayList<>();
    private boolean trusted = true;
    private boolean known = true;
    private int pinned;
    private Wal wal;
    private RaftLog log;

    private final class Reader implements SnapshotReader {
        private boolean given;

        Reader() {
            pinned++;
        }

        @Override
        public long index() {
            return INDEX;
        }

        @Override
        public long term() {
            return TERM;
        }

        @Override
        public Optional<byte[]> next(byte[] answer) {
            boolean first = !given;
            given = true;
            return first ? Optional.of("all".getBytes(UTF_8)) : Optional.empty();
        }

        @Override
        public void close() {
            pinned--;
        }
    }

    private final class Listener implements LogListener {
        @Override
        public void apply(LogEntry entry) {}

        @Override
        public void leadershipChanged(Leadership leadership) {}

        @Override
        public Optional<Snapshots> snapshots() {
            return Optional.of(new Snapshots() {
                @Override
                public Optional<SnapshotReader> open() {
                    return trusted ? Optional.of(new Reader()) : Optional.empty();
                }

                @Override
                public SnapshotReceiver receive() {
                    throw new AssertionError("this node lags in nothing");
                }
            });
        }

        @Override
        public void halted(LogFault fault) {
            throw new AssertionError(fault.what());
        }
    }

    private final class Network implements PeerNetwork {
        @Override
        public void send(NodeId to, Lane lane, byte[] message) {
            PeerMessage decoded = PeerCodec.decode(message).message();
            assertEquals(to.value(), decoded.to());
            if (decoded instanceof PeerMessage.Chunk || decoded instanceof PeerMessage.SnapshotGiven) {
                sent.add(decoded);
            }
        }

        @Override
        public boolean hasAddressOf(NodeId node) {
            return known;
        }
    }

    @BeforeEach
    void follow() throws IOException {
        wal = Wal.open(FileDisk.open(directory), new WalOptions(64 * 1024, 1, 1024), Runnable::run);
        RaftLog.Member member = new RaftLog.Member(
                0, SELF, Optional.of(Membership.of(THREE)), RaftOptions.defaults(), new SplittableRandom(1));
        log = RaftLog.open(wal, member, new RaftLog.Threads(loop, writer, apply, writer), new Network());
        log.start(new Listener(), 0);
        Tasks.runAll(loop, writer, apply);
        List<Entry> entries = new ArrayList<>();
        for (long index = 2; index <= INDEX; index++) {
            entries.add(Entry.noop(index, TERM));
        }
        hear(new PeerMessage.Consensus(new Message.Append(1, 2, TERM, 1, 1, entries, INDEX)));
        assertEquals(INDEX, log.status().commitIndex());
    }

    @AfterEach
    void close() {
        log.close();
        wal.close();
    }

    private void hear(PeerMessage message) {
        log.received(message);
        Tasks.runAll(loop, writer, apply);
    }

    private void ask(long attempt) {
        ask(1, TERM, attempt, 3, 1);
    }

    private void ask(int from, long term, long attempt, int node, long least) {
        hear(new PeerMessage.SnapshotAsked(from, 2, term, attempt, node, least));
    }

    private void take(int number) {
        hear(new PeerMessage.ChunkTaken(3, 2, INDEX, number, new byte[0]));
    }

    private List<Long> given() {
        return sent.stream()
                .filter(PeerMessage.SnapshotGiven.class::isInstance)
                .map(message -> ((PeerMessage.SnapshotGiven) message).index())
                .toList();
    }

    private List<PeerMessage.Chunk> chunks() {
        return sent.stream()
                .filter(PeerMessage.Chunk.class::isInstance)
                .map(PeerMessage.Chunk.class::cast)
                .toList();
    }

    @Test
    void sendsItsStateInTheLeadersNameAndSaysUpToWhere() {
        ask(1);
        take(0);
        take(1);
        assertEquals(List.of(PeerMessage.SnapshotGiven.UNDER_WAY, INDEX), given());
        assertEquals(2, chunks().size());
        for (PeerMessage.Chunk chunk : chunks()) {
            assertEquals(2, chunk.from());
            assertEquals(new Message.Snapshot(1, 3, TERM, INDEX, TERM, THREE), chunk.snapshot());
        }
        assertEquals(0, pinned);
    }

    /** The leader has not heard of the first answer; one that it does not wait for any more says nothing. */
    @Test
    void saysAgainHowItStandsAndDoesItOnce() {
        ask(2);
        ask(2);
        ask(1);
        assertEquals(List.of(PeerMessage.SnapshotGiven.UNDER_WAY, PeerMessage.SnapshotGiven.UNDER_WAY), given());
        take(0);
        take(1);
        sent.clear();
        ask(2);
        assertEquals(List.of(INDEX), given());
        assertEquals(List.of(), chunks());
        ask(3);
        assertEquals(1, chunks().size());
    }

    @Test
    void saysSoWhenTheOtherTakesNothing() {
        ask(1);
        loop.advance(RaftOptions.defaults().snapshotPatienceNanos() + 1);
        hear(new PeerMessage.SignOfLife(new Message.Heartbeat(1, 2, TERM, INDEX, 0), 0));
        assertEquals(List.of(PeerMessage.SnapshotGiven.UNDER_WAY, 0L), given());
        assertEquals(0, pinned);
    }

    @Test
    void refusesWhoDoesNotLeadInThisTermAndWhoIsNoMember() {
        ask(3, TERM, 1, 1, 1);
        ask(1, TERM - 1, 1, 3, 1);
        ask(1, TERM + 1, 1, 3, 1);
        ask(1, TERM, 1, 4, 1);
        assertEquals(List.of(0L, 0L, 0L, 0L), given());
        assertEquals(List.of(), chunks());
    }

    @Test
    void refusesWhatItCannotDo() {
        known = false;
        ask(1);
        assertEquals(List.of(0L), given(), "it does not know where the other is");
        known = true;
        sent.clear();
        ask(1, TERM, 2, 3, INDEX + 1);
        assertEquals(List.of(PeerMessage.SnapshotGiven.UNDER_WAY, 0L), given(), "its state lags itself");
        trusted = false;
        sent.clear();
        ask(3);
        assertEquals(List.of(PeerMessage.SnapshotGiven.UNDER_WAY, 0L), given(), "its state is not trusted");
        trusted = true;
        log.replaceState();
        Tasks.runAll(loop, writer, apply);
        sent.clear();
        ask(4);
        assertEquals(List.of(0L), given(), "its state is to be replaced");
        assertEquals(List.of(), chunks());
        assertEquals(0, pinned);
    }

    @Test
    void stopsWhenItHearsOfAnotherTerm() {
        ask(1);
        assertEquals(1, pinned);
        hear(new PeerMessage.SignOfLife(new Message.Heartbeat(3, 2, TERM + 1, 0, 0), 0));
        assertEquals(0, pinned);
        take(0);
        assertEquals(1, chunks().size());
        assertEquals(List.of(PeerMessage.SnapshotGiven.UNDER_WAY), given());
        assertTrue(
                log.status().leadership().leader().filter(new NodeId(3)::equals).isPresent());
    }
}
