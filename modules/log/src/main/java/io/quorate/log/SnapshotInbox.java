package io.quorate.log;

import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Takes a snapshot in part by part, each a file of its own, until it is whole. Thread: a serial executor in the background,
 * where it blocks on the disk.
 */
final class SnapshotInbox {
    private static final String PREFIX = "snapshot-";
    private static final byte[] NO_ANSWER = {};

    private final Disk disk;
    private final Executor background;
    private final Consumer<Consumer<SnapshotReceiver>> opening;
    private final Consumer<PeerMessage.ChunkTaken> network;
    private final Consumer<Message.Snapshot> whole;
    /** The part that the present snapshot began with. */
    private Optional<PeerMessage.Chunk> current = Optional.empty();

    private Optional<SnapshotReceiver> receiver = Optional.empty();

    /** Those to the parts that are here: to a part that comes again the same is said again. */
    private final List<byte[]> answers = new ArrayList<>();

    private int answersSum = PeerMessage.Chunk.NO_ANSWERS;
    private boolean complete;

    /** Counts what was begun and forgotten. */
    private int attempt;

    /**
     * @param opening gives, on any thread, whoever is to receive a snapshot that begins
     * @param network to the member that the parts come from
     * @param whole told when all parts are there, for {@link #install} and then {@link #clear}
     */
    SnapshotInbox(
            Disk disk,
            Executor background,
            Consumer<Consumer<SnapshotReceiver>> opening,
            Consumer<PeerMessage.ChunkTaken> network,
            Consumer<Message.Snapshot> whole) {
        this.disk = disk;
        this.background = background;
        this.opening = opening;
        this.network = network;
        this.whole = whole;
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

    /** Any thread: whoever sent the parts does so no longer. */
    void abandon() {
        background.execute(() -> {
            if (!complete) {
                forget();
            }
        });
    }

    private void add(PeerMessage.Chunk chunk) throws IOException {
        if (chunk.crc() != PeerMessage.Chunk.checksum(chunk.bytes())) {
            return;
        }
        boolean same = current.filter(first -> isSame(first, chunk)).isPresent();
        if (!same && !complete && chunk.number() == 0) {
            begin(chunk);
            return;
        }
        boolean next = chunk.number() == answers.size();
        // What answers the sender goes by may be of an earlier life of this member.
        if (!same || chunk.number() > answers.size() || (next && chunk.answers() != answersSum)) {
            if (!complete) {
                answer(chunk, PeerMessage.ChunkTaken.NONE, NO_ANSWER);
            }
        } else if (!next) {
            answer(chunk, chunk.number(), answers.get(chunk.number()));
        } else if (receiver.isPresent() && !complete) {
            addNext(chunk, receiver.get());
        }
    }

    private void begin(PeerMessage.Chunk first) {
        forget();
        current = Optional.of(first);
        int begun = attempt;
        opening.accept(ready -> background.execute(() -> {
            if (begun == attempt && receiver.isEmpty()) {
                receiver = Optional.of(ready);
                take(first);
            } else {
                ready.close();
            }
        }));
    }

    private void addNext(PeerMessage.Chunk chunk, SnapshotReceiver to) throws IOException {
        write(chunk);
        byte[] answer = chunk.bytes().length == 0 ? NO_ANSWER : to.take(chunk.bytes());
        answers.add(answer);
        answersSum = PeerMessage.Chunk.sum(answersSum, answer);
        answer(chunk, chunk.number(), answer);
        if (chunk.last()) {
            complete = true;
            whole.accept(chunk.snapshot());
        }
    }

    private void answer(PeerMessage.Chunk chunk, int number, byte[] answer) {
        network.accept(new PeerMessage.ChunkTaken(
                chunk.to(), chunk.from(), chunk.snapshot().index(), number, answer));
    }

    /** Two members may send a snapshot of the same entry, and each divides it as it likes. */
    private static boolean isSame(PeerMessage.Chunk one, PeerMessage.Chunk other) {
        return one.from() == other.from() && isSame(one.snapshot(), other.snapshot());
    }

    private static boolean isSame(Message.Snapshot one, Message.Snapshot other) {
        return one.from() == other.from()
                && one.term() == other.term()
                && one.index() == other.index()
                && one.entryTerm() == other.entryTerm();
    }

    private void write(PeerMessage.Chunk chunk) throws IOException {
        try (DiskFile file = disk.create(name(chunk.number()), chunk.bytes().length)) {
            file.write(ByteBuffer.wrap(chunk.bytes()), 0);
        }
    }

    private static String name(int part) {
        return String.format(Locale.ROOT, PREFIX + "%06d", part);
    }

    private void forget() {
        attempt++;
        current = Optional.empty();
        receiver.ifPresent(SnapshotReceiver::close);
        receiver = Optional.empty();
        answers.clear();
        answersSum = PeerMessage.Chunk.NO_ANSWERS;
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

    /** Puts a whole snapshot in the place of the state; see {@link SnapshotReceiver#install}. On the apply executor. */
    boolean install(Message.Snapshot snapshot) {
        return receiver.orElseThrow().install(snapshot.index(), snapshot.entryTerm(), chunks());
    }

    private Iterator<byte[]> chunks() {
        return IntStream.range(0, answers.size())
                .mapToObj(this::read)
                .filter(bytes -> bytes.length > 0)
                .iterator();
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
