package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The end of the log: gathers records into batches, writes each batch with one write, and knows what is durable. */
final class WalWriter {
    /** Records gathered before a write; a larger record makes a batch of its own. */
    static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;

    /** Kept free at the end of every segment for the batch that names the next one. */
    private static final int SEAL_BYTES = BatchHeader.BYTES + WalRecord.bytes(0);

    private static final int INITIAL_BUFFER_BYTES = 64 * 1024;

    /** Where a log goes on. */
    record End(Segment segment, long position, long sequence, int crc) {}

    private final SegmentSupply supply;
    private final WalState state;
    private final int maxRecordBytes;
    private ByteBuffer batch = emptyBatch(INITIAL_BUFFER_BYTES);
    private int records;
    private Segment segment;
    private long position;
    private long sequence;
    private int crc;
    private long durable;
    private boolean marked;

    /** Goes on at {@code end}, behind which the segment is free, and in front of which all is durable. */
    WalWriter(End end, SegmentSupply supply, WalState state, int maxRecordBytes) throws IOException {
        this.segment = end.segment();
        this.position = end.position();
        this.sequence = end.sequence();
        this.crc = end.crc();
        this.durable = end.sequence();
        this.supply = supply;
        this.state = state;
        this.maxRecordBytes = maxRecordBytes;
        if (position == Segment.HEADER_BYTES) {
            addHead();
        }
        mark();
    }

    /**
     * Makes room for a record of this size, if need be by writing what is gathered or by beginning the next segment.
     * Returns the offset that the record will have in {@link #segment()}.
     */
    long reserve(int bytes) throws IOException {
        if (position + batch.position() + bytes + SEAL_BYTES > segment.size()) {
            roll();
        } else if (records > 0 && batch.position() + bytes > MAX_BATCH_BYTES) {
            write();
        }
        return position + batch.position();
    }

    /** Segment that the next record goes to. */
    Segment segment() {
        return segment;
    }

    /** Gathers a record for which room was reserved. */
    void put(WalRecord record) {
        int bytes = record.bytes();
        if (batch.remaining() < bytes) {
            int capacity = Math.max(batch.position() + bytes, Math.min(batch.capacity() * 2, MAX_BATCH_BYTES));
            batch = ByteBuffer.allocateDirect(capacity).put(batch.flip());
        }
        record.write(batch, segment.sequence());
        records++;
    }

    /** Makes everything added so far durable. */
    void sync() throws IOException {
        if (records > 0) {
            write();
        }
        if (durable < sequence) {
            segment.file().sync();
            durable = sequence;
        }
    }

    /**
     * Appends an empty batch that says that all before it is durable, so that damage to the last acknowledged batch can be
     * told from a torn tail. Does nothing when the log already ends so.
     */
    void mark() throws IOException {
        sync();
        if (marked) {
            return;
        }
        if (position + BatchHeader.BYTES + SEAL_BYTES > segment.size()) {
            roll();
        } else {
            write();
        }
        sync();
        marked = true;
    }

    /** The seal is synced before the next segment is touched: whatever is found in a segment vouches for those before. */
    private void roll() throws IOException {
        Segment next = supply.take();
        sync();
        put(WalRecord.seal(next.sequence()));
        sync();
        segment = next;
        state.begin(segment);
        position = Segment.HEADER_BYTES;
        addHead();
        write();
    }

    private void addHead() throws IOException {
        state.head().forEach(this::put);
        if (position + batch.position() + BatchHeader.BYTES + maxRecordBytes + SEAL_BYTES > segment.size()) {
            throw new IOException("the state of " + state.groups().size() + " groups takes " + batch.position()
                    + " bytes and leaves no room for entries in a segment of " + segment.size());
        }
    }

    private void write() throws IOException {
        int bytes = batch.position();
        int bodyBytes = bytes - BatchHeader.BYTES;
        int bodyCrc = SeededCrc.plain(batch, BatchHeader.BYTES, bodyBytes);
        BatchHeader header = new BatchHeader(sequence + 1, durable, bodyBytes, bodyCrc, records, crc);
        crc = header.write(batch, 0, segment.sequence());
        segment.file().write(batch.flip(), position);
        position += bytes;
        sequence++;
        records = 0;
        marked = false;
        batch.clear().position(BatchHeader.BYTES);
    }

    private static ByteBuffer emptyBatch(int capacity) {
        return ByteBuffer.allocateDirect(capacity).position(BatchHeader.BYTES);
    }
}
