package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotInboxTest {
    private static final Message.Snapshot SNAPSHOT =
            new Message.Snapshot(1, 2, 5, 100, 4, Configuration.of(new TreeSet<>(Set.of(1, 2)), new TreeSet<>()));

    @TempDir
    private Path directory;

    private final List<PeerMessage.ChunkTaken> taken = new ArrayList<>();
    private final List<Message.Snapshot> whole = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();

    /** Answers a part with its number and a number of its own. */
    private final class Receiver implements SnapshotReceiver {
        private final byte self = (byte) receivers.size();
        private final List<byte[]> installed = new ArrayList<>();
        private boolean closed;

        @Override
        public byte[] take(byte[] chunk) {
            return new byte[] {chunk[0], self};
        }

        @Override
        public boolean install(long index, long term, Iterator<byte[]> chunks) {
            assertEquals(SNAPSHOT.index(), index);
            assertEquals(SNAPSHOT.entryTerm(), term);
            chunks.forEachRemaining(installed::add);
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void takesEachPartOnceAndTellsWhenAllAreThere() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(part(0, false));
        inbox.take(part(1, false));
        inbox.take(part(1, false));
        inbox.take(part(2, true));
        assertEquals(List.of(0, 1, 1, 2), answered());
        assertEquals(List.of(SNAPSHOT), whole);
        assertTrue(inbox.install(SNAPSHOT));
        Receiver receiver = receivers.get(0);
        assertEquals(3, receiver.installed.size());
        assertArrayEquals(new byte[] {1}, receiver.installed.get(1));
        assertFalse(receiver.closed);
        inbox.clear();
        assertTrue(receiver.closed);
    }

    @Test
    void theLastPartMayBeEmptyAndIsNoneThen() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(part(0, false));
        inbox.take(part(1, true, answers(1, 0), new byte[0]));
        assertEquals(List.of(SNAPSHOT), whole);
        inbox.install(SNAPSHOT);
        assertEquals(1, receivers.get(0).installed.size());
    }

    @Test
    void toAPartThatComesAgainTheSameIsSaidAgain() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(part(0, false));
        inbox.take(part(1, false));
        inbox.take(part(0, false));
        assertEquals(List.of(0, 1, 0), answered());
        assertArrayEquals(new byte[] {0, 0}, taken.get(2).answer());
        assertEquals(1, receivers.size());
    }

    /** A node that was started anew has lost what it took before, and the leader would wait for an answer to the next part. */
    @Test
    void saysThatItHasNothingWhenAPartDoesNotFollow() throws IOException {
        open().take(part(0, false));
        open().take(part(1, false));
        assertEquals(List.of(0, PeerMessage.ChunkTaken.NONE), answered());
    }

    /** The first part reached both lives, and the answer of the earlier one arrived: what follows leaves out what that one had. */
    @Test
    void aPartThatGoesByOtherAnswersIsNotTaken() throws IOException {
        open().take(part(0, false));
        SnapshotInbox second = open();
        second.take(part(0, false));
        second.take(part(1, true));
        assertEquals(List.of(0, 0, PeerMessage.ChunkTaken.NONE), answered());
        assertEquals(List.of(), whole);
        second.take(part(1, true, answers(1, 1), new byte[] {1}));
        assertEquals(List.of(SNAPSHOT), whole);
    }

    /** The leader has given up the one that it asked, which has not noticed yet: each divides the state as it likes. */
    @Test
    void partsOfTwoSendersAreNotPutTogetherAndEachIsAnswered() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(from(3, 0, false, 0, new byte[] {0}));
        inbox.take(from(1, 1, true, answers(1, 0), new byte[] {1}));
        inbox.take(from(1, 0, false, 0, new byte[] {0}));
        inbox.take(from(3, 1, true, answers(1, 1), new byte[] {1}));
        assertEquals(List.of(0, PeerMessage.ChunkTaken.NONE, 0, PeerMessage.ChunkTaken.NONE), answered());
        assertEquals(
                List.of(3, 1, 1, 3),
                taken.stream().map(PeerMessage.ChunkTaken::to).toList());
        assertEquals(List.of(), whole);
        assertTrue(receivers.get(0).closed);
        inbox.take(from(1, 1, true, answers(1, 1), new byte[] {1}));
        assertEquals(List.of(SNAPSHOT), whole);
    }

    @Test
    void doesNotAskAnewForWhatIsBeingInstalled() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(part(0, true));
        Message.Snapshot newer = new Message.Snapshot(1, 2, 5, 200, 4, SNAPSHOT.configuration());
        inbox.take(new PeerMessage.Chunk(1, newer, 3, false, 0, PeerMessage.Chunk.checksum(new byte[0]), new byte[0]));
        inbox.abandon();
        assertEquals(List.of(0), answered());
        assertFalse(receivers.get(0).closed);
    }

    @Test
    void aSenderThatIsGoneHoldsNothing() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(part(0, false));
        inbox.abandon();
        assertTrue(receivers.get(0).closed);
        inbox.take(part(1, false));
        assertEquals(List.of(0, PeerMessage.ChunkTaken.NONE), answered());
    }

    @Test
    void whatIsReadyTooLateIsClosed() throws IOException {
        ArrayDeque<Consumer<SnapshotReceiver>> waiting = new ArrayDeque<>();
        SnapshotInbox inbox = open(waiting::add);
        inbox.take(part(0, false));
        inbox.take(part(0, false));
        assertEquals(1, waiting.size());
        inbox.clear();
        inbox.take(part(0, false));
        Receiver early = new Receiver();
        waiting.remove().accept(early);
        assertTrue(early.closed);
        assertEquals(List.of(), answered());
        Receiver ready = new Receiver();
        waiting.remove().accept(ready);
        assertFalse(ready.closed);
        assertEquals(List.of(0), answered());
    }

    private List<Integer> answered() {
        return taken.stream().map(PeerMessage.ChunkTaken::number).toList();
    }

    private SnapshotInbox open() throws IOException {
        return open(begun -> {
            Receiver receiver = new Receiver();
            receivers.add(receiver);
            begun.accept(receiver);
        });
    }

    private SnapshotInbox open(Consumer<Consumer<SnapshotReceiver>> opening) throws IOException {
        return new SnapshotInbox(FileDisk.open(directory), Runnable::run, opening, taken::add, whole::add);
    }

    /** Of the first receiver. */
    private static PeerMessage.Chunk part(int number, boolean last) {
        return part(number, last, answers(number, 0), new byte[] {(byte) number});
    }

    private static PeerMessage.Chunk part(int number, boolean last, int answers, byte[] bytes) {
        return from(1, number, last, answers, bytes);
    }

    private static PeerMessage.Chunk from(int node, int number, boolean last, int answers, byte[] bytes) {
        return new PeerMessage.Chunk(node, SNAPSHOT, number, last, answers, PeerMessage.Chunk.checksum(bytes), bytes);
    }

    private static int answers(int parts, int receiver) {
        int sum = PeerMessage.Chunk.NO_ANSWERS;
        for (int i = 0; i < parts; i++) {
            sum = PeerMessage.Chunk.sum(sum, new byte[] {(byte) i, (byte) receiver});
        }
        return sum;
    }
}
