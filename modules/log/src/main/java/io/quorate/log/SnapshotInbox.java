package io.quorate.log;

import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * Takes a snapshot in part by part, each a file of its own, until it is whole. Thread: a serial executor in the background,
 * where it blocks on the disk.
 */
final class SnapshotInbox {
    private static final String PREFIX = "snapshot-";

    private final Disk disk;
    private final Executor background;
    private final Consumer<PeerMessage.ChunkTaken> answers;
    private final Consumer<Message.Snapshot> whole;
    private Optional<Message.Snapshot> current = Optional.empty();
    private int parts;
    private boolean complete;

    /**
     * @param answers sent to the member that the parts come from
     * @param whole told when all parts are there; {@link #chunks} gives them until {@link #clear}
     */
    SnapshotInbox(
            Disk disk,
            Executor background,
            Consumer<PeerMessage.ChunkTaken> answers,
            Consumer<Message.Snapshot> whole) {
        this.disk = disk;
        this.background = background;
        this.answers = answers;
        this.whole = whole;
    }

    static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    /** Any thread. A part that does not validate is not taken, and will come again; with one that does not follow it begins anew. */
    void take(PeerMessage.Chunk chunk) {
        background.execute(() -> {
            try {
                add(chunk);
            } catch (IOException full) {
                forget();
            }
        });
    }

    /** Any thread: the parts are not needed any more. */
    void clear() {
        background.execute(this::forget);
    }

    private void add(PeerMessage.Chunk chunk) throws IOException {
        if (chunk.crc() != checksum(chunk.bytes())) {
            return;
        }
        boolean same =
                current.filter(snapshot -> isSame(snapshot, chunk.snapshot())).isPresent();
        if (!same && !complete && chunk.number() == 0) {
            forget();
            current = Optional.of(chunk.snapshot());
            same = true;
        }
        if (!same || chunk.number() > parts) {
            if (!complete) {
                answer(chunk, PeerMessage.ChunkTaken.NONE);
            }
            return;
        }
        boolean next = chunk.number() == parts && !complete;
        if (next) {
            write(chunk);
            parts++;
        }
        answer(chunk, chunk.number());
        if (next && chunk.last()) {
            complete = true;
            whole.accept(chunk.snapshot());
        }
    }

    private void answer(PeerMessage.Chunk chunk, int number) {
        answers.accept(new PeerMessage.ChunkTaken(
                chunk.to(), chunk.from(), chunk.snapshot().index(), number));
    }

    private static boolean isSame(Message.Snapshot one, Message.Snapshot other) {
        return one.from() == other.from()
                && one.term() == other.term()
                && one.index() == other.index()
                && one.entryTerm() == other.entryTerm();
    }

    private void write(PeerMessage.Chunk chunk) throws IOException {
        try (DiskFile file = disk.create(name(parts), chunk.bytes().length)) {
            file.write(ByteBuffer.wrap(chunk.bytes()), 0);
        }
    }

    private static String name(int part) {
        return String.format(Locale.ROOT, PREFIX + "%06d", part);
    }

    private void forget() {
        current = Optional.empty();
        parts = 0;
        complete = false;
        try {
            for (String name : disk.list()) {
                if (name.startsWith(PREFIX)) {
                    disk.delete(name);
                }
            }
        } catch (IOException left) {
            // What is left is deleted before the next snapshot is taken.
        }
    }

    /** The bytes of a whole snapshot, in order; any one thread, while nothing is cleared. */
    Iterator<byte[]> chunks() {
        return IntStream.range(0, parts).mapToObj(this::read).iterator();
    }

    private byte[] read(int part) {
        try (DiskFile file = disk.open(name(part))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        } catch (IOException failure) {
            throw WalDamage.disk(disk, "reading a snapshot", failure);
        }
    }
}
