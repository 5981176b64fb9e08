package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** This is node 1, and brings node 2 up, once for itself and else for node 3. */
class SnapshotSenderTest {
    private static final SnapshotSender.Order ORDER = new SnapshotSender.Order(3, 2, 7);
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final Configuration TWO = Configuration.of(new TreeSet<>(List.of(1, 2)), new TreeSet<>());

    private final Tasks loop = new Tasks();
    private final List<PeerMessage> sent = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final SnapshotSender sender = new SnapshotSender(
            1,
            loop,
            PATIENCE_NANOS,
            loop,
            loop::execute,
            sent::add,
            index -> TWO,
            (node, index) -> seen.add("node " + node + " has " + index));

    /** A state of three parts. */
    private final class Reader implements SnapshotReader {
        private final int readable;
        private int given;

        Reader(int readable) {
            this.readable = readable;
        }

        @Override
        public long index() {
            return 70;
        }

        @Override
        public long term() {
            return 3;
        }

        @Override
        public Optional<byte[]> next(byte[] answer) {
            if (given == readable) {
                throw new IllegalStateException("a row is damaged");
            }
            given++;
            return given > 3 ? Optional.empty() : Optional.of(new byte[] {(byte) given});
        }

        @Override
        public void close() {
            seen.add("closed");
        }
    }

    private void send(int readable) {
        sender.prepare(ORDER);
        sender.begin(ORDER, new Reader(readable));
        for (int number = 0; number < 4; number++) {
            settle();
            sender.taken(new PeerMessage.ChunkTaken(2, 1, 70, number, new byte[0]));
        }
        settle();
    }

    private void settle() {
        boolean more = true;
        while (more) {
            more = loop.runOne();
        }
    }

    @Test
    void tellsWhatTheOtherHasOnceAllIsTaken() {
        send(Integer.MAX_VALUE);
        assertEquals(4, sent.size());
        for (PeerMessage message : sent) {
            PeerMessage.Chunk chunk = (PeerMessage.Chunk) message;
            assertEquals(1, chunk.from(), "this node is answered");
            assertEquals(new Message.Snapshot(3, 2, 7, 70, 3, TWO), chunk.snapshot(), "it is the leader's");
        }
        assertEquals(List.of("node 2 has 70", "closed"), seen);
        assertFalse(sender.isSendingTo(2));
    }

    @Test
    void aStateThatCannotBeReadBringsNobodyUpAndIsLetGo() {
        for (int readable = 0; readable < 3; readable++) {
            sent.clear();
            seen.clear();
            send(readable);
            assertEquals(readable, sent.size());
            assertEquals(List.of("node 2 has 0", "closed"), seen);
            assertFalse(sender.isSendingTo(2), "another attempt can begin");
        }
    }

    @Test
    void withoutAStateAnotherAttemptCanBegin() {
        sender.prepare(ORDER);
        sender.giveUp(ORDER);
        assertEquals(List.of("node 2 has 0"), seen);
        assertFalse(sender.isSendingTo(2));
    }

    /** The node that asked for it must not wait for ever. */
    @Test
    void aStateThatIsNotOpenedOrReadInTimeBringsNobodyUp() {
        sender.prepare(ORDER);
        loop.advance(PATIENCE_NANOS + 1);
        sender.tick();
        assertEquals(List.of("node 2 has 0"), seen);
        sender.prepare(ORDER);
        sender.begin(ORDER, new Reader(Integer.MAX_VALUE));
        assertTrue(loop.runOne());
        assertTrue(loop.runOne());
        loop.advance(PATIENCE_NANOS + 1);
        sender.tick();
        assertEquals(List.of("node 2 has 0", "node 2 has 0"), seen);
        settle();
        assertEquals(List.of(), sent);
        assertEquals("closed", seen.get(2));
    }

    @Test
    void whatWasOpenedInAnotherTermIsNotSent() {
        sender.prepare(ORDER);
        sender.begin(ORDER, new Reader(Integer.MAX_VALUE));
        sender.stop();
        SnapshotSender.Order later = new SnapshotSender.Order(3, 2, 8);
        sender.prepare(later);
        sender.giveUp(ORDER);
        settle();
        assertEquals(List.of(), sent);
        assertEquals(List.of("closed"), seen);
        assertTrue(sender.isSendingTo(2));
    }

    @Test
    void aPartThatIsReadTooLateGoesNowhere() {
        sender.prepare(ORDER);
        sender.begin(ORDER, new Reader(Integer.MAX_VALUE));
        assertTrue(loop.runOne());
        assertTrue(loop.runOne());
        sender.stop();
        settle();
        assertEquals(List.of(), sent);
        assertEquals(List.of("closed"), seen);
    }
}
