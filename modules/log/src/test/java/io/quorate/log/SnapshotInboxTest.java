package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.raft.Configuration;
import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotInboxTest {
    private static final Message.Snapshot SNAPSHOT =
            new Message.Snapshot(1, 2, 5, 100, 4, Configuration.of(new TreeSet<>(Set.of(1, 2)), new TreeSet<>()));

    @TempDir
    private Path directory;

    private final List<Integer> answers = new ArrayList<>();
    private final List<Message.Snapshot> whole = new ArrayList<>();

    @Test
    void takesEachPartOnceAndTellsWhenAllAreThere() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(part(0, false));
        inbox.take(part(1, false));
        inbox.take(part(1, false));
        inbox.take(part(2, true));
        assertEquals(List.of(0, 1, 1, 2), answers);
        assertEquals(List.of(SNAPSHOT), whole);
        List<byte[]> chunks = new ArrayList<>();
        inbox.chunks().forEachRemaining(chunks::add);
        assertEquals(3, chunks.size());
        assertArrayEquals(new byte[] {1}, chunks.get(1));
    }

    /** A node that was started anew has lost what it took before, and the leader would wait for an answer to the next part. */
    @Test
    void saysThatItHasNothingWhenAPartDoesNotFollow() throws IOException {
        open().take(part(0, false));
        open().take(part(1, false));
        assertEquals(List.of(0, PeerMessage.ChunkTaken.NONE), answers);
    }

    @Test
    void doesNotAskAnewForWhatIsBeingInstalled() throws IOException {
        SnapshotInbox inbox = open();
        inbox.take(part(0, true));
        Message.Snapshot newer = new Message.Snapshot(1, 2, 5, 200, 4, SNAPSHOT.configuration());
        inbox.take(new PeerMessage.Chunk(newer, 3, false, SnapshotInbox.checksum(new byte[0]), new byte[0]));
        assertEquals(List.of(0), answers);
    }

    private SnapshotInbox open() throws IOException {
        return new SnapshotInbox(
                FileDisk.open(directory), Runnable::run, taken -> answers.add(taken.number()), whole::add);
    }

    private static PeerMessage.Chunk part(int number, boolean last) {
        byte[] bytes = {(byte) number};
        return new PeerMessage.Chunk(SNAPSHOT, number, last, SnapshotInbox.checksum(bytes), bytes);
    }
}
