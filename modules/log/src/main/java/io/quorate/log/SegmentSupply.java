package io.quorate.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Prepares segments ahead, out of released ones where there are any, so that the writer neither allocates nor waits.
 *
 * <p>A file without meaning is a spare. It becomes a segment in this order: header written, header synced, renamed,
 * directory synced; a released segment becomes a spare by a rename that is synced before its bytes are touched. A crash
 * between any two steps leaves a spare, and spares are deleted at start.
 */
final class SegmentSupply {
    private static final String SPARE_PREFIX = "spare-";

    private final Disk disk;
    private final WalOptions options;
    private final Executor background;
    private final Queue<Segment> ready = new ConcurrentLinkedQueue<>();
    private final Queue<Segment> released = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Names, oldest first; guarded by this, as the fields below. */
    private final Deque<String> spares = new ArrayDeque<>();

    private long nextSequence;
    private long nextSpare = 1;
    private boolean closed;

    /** A directory operation whose outcome is unknown; it is never tried again. */
    private @Nullable IOException broken;

    private SegmentSupply(Disk disk, WalOptions options, Executor background, long nextSequence) {
        this.disk = disk;
        this.options = options;
        this.background = background;
        this.nextSequence = nextSequence;
    }

    /**
     * Goes on behind the last segment in use.
     *
     * @param found segments prepared before this start; those of another size are deleted, the last first, so that a crash
     *     leaves no gap
     */
    static SegmentSupply open(
            Disk disk, WalOptions options, Executor background, List<Segment> found, long nextSequence)
            throws IOException {
        for (String name : disk.list()) {
            if (name.startsWith(SPARE_PREFIX)) {
                disk.delete(name);
            }
        }
        Deque<Segment> ready = new ArrayDeque<>(found);
        while (ready.stream().anyMatch(segment -> segment.size() != options.segmentBytes())) {
            Segment last = ready.removeLast();
            last.file().close();
            disk.delete(last.name());
            disk.syncDirectory();
        }
        SegmentSupply supply = new SegmentSupply(disk, options, background, nextSequence + ready.size());
        supply.ready.addAll(ready);
        return supply;
    }

    /** The next segment in sequence; made on the spot when none is ready. */
    Segment take() throws IOException {
        Segment next = ready.poll();
        if (next == null) {
            next = takeSlowly();
        }
        refill();
        return next;
    }

    /** The segment is not needed any more and nothing refers to it. */
    void release(Segment segment) {
        released.add(segment);
        refill();
    }

    /** Asks for what is missing to be prepared in the background. */
    void refill() {
        if (scheduled.compareAndSet(false, true)) {
            background.execute(this::prepareAhead);
        }
    }

    synchronized void close() {
        closed = true;
        for (Queue<Segment> queue : List.of(ready, released)) {
            for (Segment segment = queue.poll(); segment != null; segment = queue.poll()) {
                segment.close();
            }
        }
    }

    private synchronized Segment takeSlowly() throws IOException {
        Segment prepared = ready.poll();
        return prepared != null ? prepared : prepare();
    }

    /** A failure here concerns nothing that was acknowledged: the writer meets it again when it needs a segment. */
    private synchronized void prepareAhead() {
        scheduled.set(false);
        try {
            for (Segment segment = released.peek(); segment != null && !closed; segment = released.peek()) {
                recycle(segment);
                released.remove();
            }
            while (!closed && ready.size() < options.readySegments()) {
                ready.add(prepare());
            }
        } catch (IOException metAgain) {
            // By the next task or by take(), which reports it.
        }
    }

    private Segment prepare() throws IOException {
        requireSound();
        String recycled = spares.poll();
        String spare = recycled != null ? recycled : nextSpareName();
        boolean prepared = false;
        try (DiskFile file = recycled != null ? disk.open(spare) : disk.create(spare, options.segmentBytes())) {
            file.write(Segment.header(nextSequence), 0);
            file.sync();
            prepared = true;
        } finally {
            if (!prepared) {
                discard(spare);
            }
        }
        String name = Segment.name(nextSequence);
        renameDurably(spare, name);
        return new Segment(nextSequence++, disk.open(name), options.segmentBytes());
    }

    /** After a failure; a spare that stays is deleted at the next start. */
    private void discard(String spare) {
        try {
            disk.delete(spare);
        } catch (IOException secondary) {
            // The failure that led here is being thrown.
        }
    }

    private void recycle(Segment segment) throws IOException {
        String spare = nextSpareName();
        segment.file().close();
        renameDurably(segment.name(), spare);
        if (segment.size() == options.segmentBytes() && spares.size() < options.readySegments()) {
            spares.add(spare);
        } else {
            disk.delete(spare);
        }
    }

    private void renameDurably(String from, String to) throws IOException {
        requireSound();
        try {
            disk.rename(from, to);
            disk.syncDirectory();
        } catch (IOException failure) {
            broken = failure;
            throw failure;
        }
    }

    private void requireSound() throws IOException {
        if (broken != null) {
            throw broken;
        }
    }

    private String nextSpareName() {
        return SPARE_PREFIX + nextSpare++;
    }
}
