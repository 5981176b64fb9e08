package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log from its oldest segment to its end, and decides what the end is.
 *
 * <p>The first batch that does not validate is either the torn remainder of a write that was never acknowledged, or damage.
 * It is damage when any batch header anywhere behind it claims as durable what is missing (Alagappan et al., "Protocol-Aware
 * Recovery for Consensus-Based Storage", FAST 2018, make the same distinction). Only a torn remainder is cut off.
 */
final class WalRecovery {
    private static final int CHUNK_BYTES = 1024 * 1024;
    private static final int INITIAL_BUFFER_BYTES = 4 * 1024;
    private static final int ALIGNMENT = 8;
    private static final long SEALED = -1;
    private static final long NO_BATCH = -1;

    private final Disk disk;
    private final List<Segment> segments;
    private final WalState state = new WalState();

    /** Reused by every read; grows to the largest. */
    private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL_BUFFER_BYTES);

    /** Batches that no later one claims to be durable. */
    private final Deque<Batch> unconfirmed = new ArrayDeque<>();

    private long sequence;
    private int crc;

    private record Batch(Segment segment, long position, BatchHeader header) {}

    /**
     * What was found.
     *
     * @param ready segments prepared behind the end
     */
    record Recovered(WalState state, List<Segment> ready, WalWriter.End end) {}

    private WalRecovery(Disk disk, List<Segment> segments) {
        this.disk = disk;
        this.segments = segments;
    }

    /** Adds the segments in order, their headers checked; none may be missing between the first and the last. */
    static void openSegments(Disk disk, List<Segment> segments) throws IOException {
        for (String name : disk.list()) {
            var sequence = Segment.sequenceOf(name);
            if (sequence.isEmpty()) {
                continue;
            }
            if (!segments.isEmpty()) {
                long expected = segments.get(segments.size() - 1).sequence() + 1;
                if (sequence.getAsLong() != expected) {
                    throw WalDamage.missing(disk, Segment.name(expected), "there are older and newer segments");
                }
            }
            segments.add(Segment.open(disk, sequence.getAsLong()));
        }
    }

    /** Leaves the log ready to be written at its end. Changes nothing when it finds damage. */
    static Recovered recover(Disk disk, List<Segment> segments) throws IOException {
        return new WalRecovery(disk, segments).recover();
    }

    /** Reads the log without changing anything. */
    static WalState look(Disk disk, List<Segment> segments) throws IOException {
        WalRecovery recovery = new WalRecovery(disk, segments);
        recovery.find();
        return recovery.state;
    }

    /** The last segment, and where the batches in it end. */
    private record Tail(int segment, long end) {}

    private Recovered recover() throws IOException {
        Tail found = find();
        Segment tail = segments.get(found.segment);
        long end = found.end;
        rewriteUnconfirmed();
        zero(tail, end);
        tail.file().sync();
        return new Recovered(
                state,
                segments.subList(found.segment + 1, segments.size()),
                new WalWriter.End(tail, end, sequence, crc));
    }

    private Tail find() throws IOException {
        int last = 0;
        long end = replay(segments.get(0));
        while (end == SEALED) {
            last++;
            if (last == segments.size()) {
                Segment sealed = segments.get(last - 1);
                throw WalDamage.missing(
                        disk, Segment.name(sealed.sequence() + 1), "segment " + sealed.name() + " leads to it");
            }
            end = replay(segments.get(last));
        }
        Segment tail = segments.get(last);
        long claim = highestClaim(last, end);
        boolean firstBatchLost = sequence == 0 && tail.sequence() > 1;
        if (firstBatchLost && claim == NO_BATCH) {
            throw WalDamage.missing(
                    disk,
                    Segment.name(tail.sequence() - 1),
                    "there are only segments that were prepared behind it, unless the one batch of " + tail.name()
                            + " at byte " + end + " is damaged");
        }
        if (firstBatchLost || claim > sequence) {
            throw WalDamage.at(
                    disk, tail.name(), end, "the batch here does not validate, yet it was durable and acknowledged");
        }
        requireComplete();
        return new Tail(last, end);
    }

    /** Takes in the batches of a segment; returns where they end, or SEALED when the next segment goes on. */
    private long replay(Segment segment) throws IOException {
        state.begin(segment);
        long position = Segment.HEADER_BYTES;
        while (true) {
            BatchHeader header = readBatch(segment, position);
            if (header == null || !follows(header, segment)) {
                return position;
            }
            List<WalRecord> records = parse(header, segment.sequence());
            if (records == null) {
                return position;
            }
            sequence = header.sequence();
            crc = BatchHeader.crc(buffer, 0);
            unconfirmed.add(new Batch(segment, position, header));
            while (!unconfirmed.isEmpty() && unconfirmed.getFirst().header.sequence() <= header.durable()) {
                unconfirmed.removeFirst();
            }
            if (accept(segment, position + BatchHeader.BYTES, records)) {
                return SEALED;
            }
            position += BatchHeader.BYTES + header.bodyBytes();
        }
    }

    /** The first batch of a log whose first segments were recycled follows nothing that is known. */
    private boolean follows(BatchHeader header, Segment segment) {
        return (sequence == 0 && segment.sequence() > 1)
                || (header.sequence() == sequence + 1 && header.previousCrc() == crc);
    }

    /** Reads header and body into the buffer; null when the header or the body does not validate. */
    private @Nullable BatchHeader readBatch(Segment segment, long position) throws IOException {
        if (fill(segment, position, BatchHeader.BYTES) < BatchHeader.BYTES) {
            return null;
        }
        BatchHeader header = BatchHeader.read(buffer, 0, segment.sequence());
        if (header == null
                || header.bodyBytes() < 0
                || header.bodyBytes() > segment.size() - position - BatchHeader.BYTES) {
            return null;
        }
        int bytes = BatchHeader.BYTES + header.bodyBytes();
        boolean whole = fill(segment, position, bytes) == bytes;
        return whole && SeededCrc.plain(buffer, BatchHeader.BYTES, header.bodyBytes()) == header.bodyCrc()
                ? header
                : null;
    }

    private @Nullable List<WalRecord> parse(BatchHeader header, long seed) {
        List<WalRecord> records = new ArrayList<>();
        int offset = BatchHeader.BYTES;
        while (records.size() < header.records()) {
            WalRecord record = WalRecord.read(buffer, offset, seed);
            if (record == null) {
                return null;
            }
            records.add(record);
            offset += record.bytes();
        }
        return offset == BatchHeader.BYTES + header.bodyBytes() ? records : null;
    }

    /** True when the records end with a seal. */
    private boolean accept(Segment segment, long position, List<WalRecord> records) {
        long offset = position;
        boolean sealed = false;
        for (WalRecord record : records) {
            if (record.type() == WalRecord.Type.SEAL) {
                sealed = true;
            } else {
                try {
                    state.accept(record, segment, offset);
                } catch (IllegalArgumentException contradiction) {
                    throw WalDamage.at(disk, segment.name(), offset, String.valueOf(contradiction.getMessage()));
                }
            }
            offset += record.bytes();
        }
        return sealed;
    }

    /**
     * Highest batch that any header from here on claims to be durable, or NO_BATCH without a header; looks at every place
     * where one can begin.
     */
    private long highestClaim(int from, long end) throws IOException {
        long highest = NO_BATCH;
        for (int i = from; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            long position = i == from ? end : Segment.HEADER_BYTES;
            while (position + BatchHeader.BYTES <= segment.size()) {
                int bytes = fill(segment, position, (int) Math.min(CHUNK_BYTES, segment.size() - position));
                int starts = bytes - BatchHeader.BYTES;
                if (starts < 0) {
                    break;
                }
                for (int start = 0; start <= starts; start += ALIGNMENT) {
                    BatchHeader header = BatchHeader.read(buffer, start, segment.sequence());
                    if (header != null) {
                        highest = Math.max(highest, header.durable());
                    }
                }
                position += (starts / ALIGNMENT + 1) * (long) ALIGNMENT;
            }
        }
        return highest;
    }

    private void requireComplete() {
        state.groups().forEach((group, log) -> {
            if (log.releasedIndex() + 1 < log.firstIndex()) {
                throw WalDamage.missing(
                        disk,
                        Segment.name(segments.get(0).sequence() - 1),
                        "entries " + (log.releasedIndex() + 1) + " to " + (log.firstIndex() - 1) + " of group " + group
                                + " are not in the segments that are there");
            }
        });
    }

    /**
     * A killed process may have left these in the page cache only, and a failed sync may have marked them clean there: a
     * sync alone would not bring them to the disk.
     */
    private void rewriteUnconfirmed() throws IOException {
        for (Batch batch : unconfirmed) {
            int bytes = BatchHeader.BYTES + batch.header.bodyBytes();
            fill(batch.segment, batch.position, bytes);
            batch.segment.file().write(buffer, batch.position);
            batch.segment.file().sync();
        }
    }

    /** So that no later batch ever stands in front of bytes of an earlier one. */
    private void zero(Segment segment, long from) throws IOException {
        for (long position = from; position < segment.size(); position += CHUNK_BYTES) {
            int bytes = fill(segment, position, (int) Math.min(CHUNK_BYTES, segment.size() - position));
            ByteBuffer zeros = ByteBuffer.allocate(bytes);
            if (buffer.mismatch(zeros) >= 0) {
                segment.file().write(zeros, position);
            }
        }
    }

    /** Reads into the buffer from its beginning; returns the bytes there were. */
    private int fill(Segment segment, long position, int bytes) throws IOException {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(Math.max(bytes, Math.min(buffer.capacity() * 2, CHUNK_BYTES)));
        }
        buffer.clear().limit(bytes);
        int read = segment.file().read(buffer, position);
        buffer.flip();
        return read;
    }
}
