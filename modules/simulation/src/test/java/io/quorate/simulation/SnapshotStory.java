package io.quorate.simulation;

import io.quorate.kernel.state.StateCopy;
import io.quorate.log.PeerMessage;
import io.quorate.log.SnapshotReader;
import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.Message;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * What node 1 tells node 2: in term 1 entries up to {@code committed} and some more that never were; in term 2, to which other
 * entries behind {@code committed} belong, a snapshot up to {@code snapshotAt}, and the entries from there to {@code end}.
 *
 * @param stateLost node 2 has the entries of the snapshot, but has lost its state
 */
record SnapshotStory(int committed, int tail, int snapshotAt, int end, boolean stateLost) {
    static final int LEADER = 1;
    static final int SELF = 2;

    private static final Configuration BOTH = Configuration.of(new TreeSet<>(Set.of(LEADER, SELF)), new TreeSet<>());
    private static final int KEPT_ROWS = 20;
    private static final int PART_BYTES = 300;
    private static final byte[] START = {};

    static SnapshotStory of(SplittableRandom random) {
        int committed = 12 + random.nextInt(30);
        if (random.nextInt(4) == 0) {
            int snapshotAt = committed - random.nextInt(4);
            return new SnapshotStory(committed, 0, snapshotAt, committed + 1 + random.nextInt(8), true);
        }
        int snapshotAt = committed + 1 + random.nextInt(25);
        return new SnapshotStory(
                committed,
                random.nextInt(3) * random.nextInt(20),
                snapshotAt,
                snapshotAt + 1 + random.nextInt(8),
                false);
    }

    long term(long index) {
        return index <= committed ? 1 : 2;
    }

    static byte[] payload(long index, long term) {
        return ("entry " + index + " of term " + term + " ".repeat((int) (index * 37 % 200)))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Applies one entry: it brings a row, and takes an old one away. */
    static void apply(MemoryStateStore store, long index, long term) {
        store.put(key(index), payload(index, term));
        store.delete(key(index - KEPT_ROWS));
        store.commit(new AppliedMark(index, term));
    }

    private static byte[] key(long index) {
        return ByteBuffer.allocate(Long.BYTES).putLong(index).array();
    }

    /** The rows of a state that is applied up to here. */
    TreeMap<Long, String> rows(long applied) {
        TreeMap<Long, String> rows = new TreeMap<>();
        for (long index = Math.max(1, applied - KEPT_ROWS + 1); index <= applied; index++) {
            rows.put(index, new String(payload(index, term(index)), StandardCharsets.UTF_8));
        }
        return rows;
    }

    static TreeMap<Long, String> rows(MemoryStateStore store) {
        TreeMap<Long, String> rows = new TreeMap<>();
        try (RowCursor cursor = store.scan(START, null)) {
            while (cursor.next()) {
                rows.put(ByteBuffer.wrap(cursor.key()).getLong(), new String(cursor.value(), StandardCharsets.UTF_8));
            }
        }
        return rows;
    }

    /** What the leader of term 1 sends behind entry 1, which says who the members are. */
    PeerMessage entriesOfTermOne() {
        List<Entry> entries = new ArrayList<>();
        for (long index = 2; index <= committed + tail; index++) {
            entries.add(Entry.command(index, 1, payload(index, 1)));
        }
        return append(1, 1, 1, entries, committed);
    }

    /** What the leader of term 2 sends behind the snapshot. */
    PeerMessage entriesBehindTheSnapshot() {
        List<Entry> entries = new ArrayList<>();
        for (long index = snapshotAt + 1L; index <= end; index++) {
            entries.add(Entry.command(index, term(index), payload(index, term(index))));
        }
        return append(2, snapshotAt, term(snapshotAt), entries, end);
    }

    private static PeerMessage append(long term, long previous, long previousTerm, List<Entry> entries, long commit) {
        return new PeerMessage.Consensus(
                new Message.Append(LEADER, SELF, term, previous, previousTerm, entries, commit));
    }

    /** The snapshot, as a node sends it whose state is applied up to there, to one that has nothing: an offer, then all rows. */
    List<PeerMessage.Chunk> chunks() {
        MemoryStateStore sender = new MemoryStateStore();
        for (long index = 1; index <= snapshotAt; index++) {
            apply(sender, index, term(index));
        }
        Message.Snapshot header = new Message.Snapshot(LEADER, SELF, 2, snapshotAt, term(snapshotAt), BOTH);
        List<byte[]> parts = new ArrayList<>();
        try (SnapshotReader reader = StateCopy.reader(sender.snapshot(), PART_BYTES)) {
            for (Optional<byte[]> part = reader.next(START); part.isPresent(); part = reader.next(START)) {
                parts.add(part.get());
            }
        }
        List<PeerMessage.Chunk> chunks = new ArrayList<>();
        int answers = 0;
        for (int i = 0; i < parts.size(); i++) {
            byte[] bytes = parts.get(i);
            chunks.add(new PeerMessage.Chunk(LEADER, header, i, i == parts.size() - 1, answers, crc(bytes), bytes));
            // As the peer protocol adds up answers, all of which are empty here.
            answers = crc(ByteBuffer.allocate(Integer.BYTES).putInt(answers).array());
        }
        return chunks;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
