package io.quorate.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This is node 2 of two, and gets snapshots; what node 1 sends is made up. */
class InstallationTest {
    private static final NodeId SELF = new NodeId(2);
    private static final Configuration TWO = Configuration.of(new TreeSet<>(List.of(1, 2)), new TreeSet<>());
    private static final Message.Snapshot SNAPSHOT = new Message.Snapshot(1, 2, 7, 100, 7, TWO);

    /** Longer than a sender may be silent. */
    private static final long SILENCE_NANOS = 31_000_000_000L;

    @TempDir
    Path directory;

    private final Tasks loop = new Tasks();
    private final Tasks writer = new Tasks();
    private final Tasks apply = new Tasks();
    private final List<String> seen = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private boolean installs = true;
    private Wal wal;
    private RaftLog log;

    private final class Receiver implements SnapshotReceiver {
        @Override
        public byte[] take(byte[] chunk) {
            return ("has " + new String(chunk, UTF_8)).getBytes(UTF_8);
        }

        @Override
        public boolean install(long index, long term, Iterator<byte[]> chunks) {
            StringBuilder all = new StringBuilder();
            chunks.forEachRemaining(chunk -> all.append(new String(chunk, UTF_8)));
            seen.add((installs ? "installed " : "failed ") + all);
            return installs;
        }

        @Override
        public void close() {
            seen.add("closed");
        }
    }

    private final class Listener implements LogListener {
        @Override
        public void apply(LogEntry entry) {
            seen.add("apply " + entry.index());
        }

        @Override
        public void leadershipChanged(Leadership leadership) {}

        @Override
        public Optional<Snapshots> snapshots() {
            return Optional.of(new Snapshots() {
                @Override
                public Optional<SnapshotReader> open() {
                    throw new AssertionError("nobody asks this node for one");
                }

                @Override
                public SnapshotReceiver receive() {
                    return new Receiver();
                }
            });
        }

        @Override
        public void halted(LogFault fault) {
            seen.add("halted " + fault.what());
        }
    }

    @BeforeEach
    void follow() throws IOException {
        wal = Wal.open(FileDisk.open(directory), new WalOptions(64 * 1024, 1, 1024), Runnable::run);
        RaftLog.Member member = new RaftLog.Member(
                0,
                SELF,
                Optional.of(new Membership(new TreeSet<>(List.of(new NodeId(1), SELF)), new TreeSet<>())),
                RaftOptions.defaults(),
                new SplittableRandom(1));
        log = RaftLog.open(wal, member, new RaftLog.Threads(loop, writer, apply, writer), (to, lane, message) -> {
            if (PeerCodec.decode(message).message() instanceof PeerMessage.ChunkTaken taken) {
                sent.add(taken.number() + " " + new String(taken.answer(), UTF_8));
            }
        });
        log.start(new Listener(), 0);
        Tasks.runAll(loop, writer, apply);
        hear(new PeerMessage.SignOfLife(new Message.Heartbeat(1, 2, 7, 0, 0), 0));
        seen.clear();
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

    private void send(int number, String bytes, String... answers) {
        int sum = PeerMessage.Chunk.NO_ANSWERS;
        for (String answer : answers) {
            sum = PeerMessage.Chunk.sum(sum, answer.getBytes(UTF_8));
        }
        byte[] content = bytes.getBytes(UTF_8);
        hear(new PeerMessage.Chunk(
                1, SNAPSHOT, number, bytes.isEmpty(), sum, PeerMessage.Chunk.checksum(content), content));
    }

    private void sendAll() {
        send(0, "a");
        send(1, "b", "has a");
        send(2, "", "has a", "has b");
    }

    @Test
    void aSnapshotIsAnsweredPartByPartAndTakesThePlaceOfLogAndState() {
        sendAll();
        assertEquals(List.of("0 has a", "1 has b", "2 "), sent);
        assertEquals(List.of("installed ab", "closed"), seen);
        assertEquals(100, log.status().lastIndex());
        assertEquals(101, wal.firstIndex(0));
    }

    @Test
    void whenTheStateCannotBeReplacedTheLogStaysAndTheNextSnapshotIsTaken() {
        installs = false;
        long last = log.status().lastIndex();
        sendAll();
        assertEquals(List.of("failed ab", "closed"), seen);
        assertEquals(last, log.status().lastIndex());
        installs = true;
        seen.clear();
        sendAll();
        assertEquals(List.of("installed ab", "closed"), seen);
        assertEquals(100, log.status().lastIndex());
    }

    @Test
    void whatASilentSenderBeganIsDropped() {
        send(0, "a");
        loop.advance(RaftOptions.defaults().raft().heartbeatNanos());
        Tasks.runAll(loop, writer, apply);
        assertEquals(List.of(), seen);
        loop.advance(SILENCE_NANOS);
        Tasks.runAll(loop, writer, apply);
        assertEquals(List.of("closed"), seen);
        assertTrue(log.status().lastIndex() < 100);
    }
}
