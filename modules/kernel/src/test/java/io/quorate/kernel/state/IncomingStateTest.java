package io.quorate.kernel.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.CodecException;
import io.quorate.log.SnapshotReader;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A state goes from one node to another, and what that one has already does not. */
class IncomingStateTest {
    private static final int PART_BYTES = 1_000;

    /** So many make a range. */
    private static final int ROWS_IN_RANGE = 10;

    private static final int SEEDS = 200;
    private static final byte[] NOTHING = {};

    private final List<DamagedStateException> damage = new ArrayList<>();
    private String damaged = "";

    /** What went over the wire. */
    private record Sent(List<byte[]> chunks, List<byte[]> answers) {
        long bytes() {
            return chunks.stream().mapToLong(chunk -> chunk.length).sum();
        }

        List<byte[]> rows() {
            return chunks.stream().filter(chunk -> !Offer.is(chunk)).toList();
        }
    }

    /** Of 100 bytes with its key. */
    private static void put(StateStore store, int key, int version) {
        byte[] name = key(key);
        byte[] value = Arrays.copyOf(("value " + version).getBytes(UTF_8), PART_BYTES / ROWS_IN_RANGE - name.length);
        store.put(name, value);
    }

    private static byte[] key(int key) {
        return String.format("key-%06d", key).getBytes(UTF_8);
    }

    private static MemoryStateStore of(int rows) {
        MemoryStateStore store = new MemoryStateStore();
        for (int i = 0; i < rows; i++) {
            put(store, i, 1);
        }
        store.commit(new AppliedMark(1, 1));
        return store;
    }

    private static Map<String, String> rows(StateStore store) {
        TreeMap<String, String> rows = new TreeMap<>();
        try (RowCursor cursor = store.scan(NOTHING, null)) {
            while (cursor.next()) {
                rows.put(HexFormat.of().formatHex(cursor.key()), HexFormat.of().formatHex(cursor.value()));
            }
        }
        return rows;
    }

    /** A row whose key is {@link #damaged} cannot be read. */
    private StoreSnapshot pinned(StateStore store) {
        StoreSnapshot sound = store.snapshot();
        return new StoreSnapshot() {
            @Override
            public AppliedMark mark() {
                return sound.mark();
            }

            @Override
            public RowCursor scan(byte[] from, byte[] to) {
                RowCursor rows = sound.scan(from, to);
                return new RowCursor() {
                    @Override
                    public boolean next() {
                        boolean more = rows.next();
                        if (more && new String(rows.key(), UTF_8).equals(damaged)) {
                            throw new DamagedStateException("a row is damaged");
                        }
                        return more;
                    }

                    @Override
                    public byte[] key() {
                        return rows.key();
                    }

                    @Override
                    public byte[] value() {
                        return rows.value();
                    }

                    @Override
                    public void close() {
                        rows.close();
                    }
                };
            }

            @Override
            public void close() {
                sound.close();
            }
        };
    }

    private IncomingState incoming(Optional<StateStore> to) {
        return new IncomingState(to.map(this::pinned), damage::add);
    }

    private static Sent send(StateStore from, IncomingState incoming) {
        return send(StateCopy.reader(from.snapshot(), PART_BYTES), incoming);
    }

    private static Sent send(SnapshotReader from, IncomingState incoming) {
        Sent sent = new Sent(new ArrayList<>(), new ArrayList<>());
        try (from) {
            byte[] answer = NOTHING;
            for (Optional<byte[]> next = from.next(answer); next.isPresent(); next = from.next(answer)) {
                answer = incoming.take(next.get());
                sent.chunks().add(next.get());
                sent.answers().add(answer);
            }
        }
        return sent;
    }

    private static void install(StateStore on, IncomingState incoming, Sent sent) {
        try (RowCursor rows = incoming.rows(sent.chunks().iterator())) {
            on.replace(rows, new AppliedMark(9, 9));
        }
    }

    /** Sends all, and requires that both are the same then. */
    private Sent copy(StateStore from, StateStore to) {
        try (IncomingState incoming = incoming(Optional.of(to))) {
            Sent sent = send(from, incoming);
            install(to, incoming, sent);
            assertEquals(rows(from), rows(to));
            return sent;
        }
    }

    @Test
    void whateverTheOtherHasItHasTheSameAfterwards() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            MemoryStateStore from = new MemoryStateStore();
            MemoryStateStore to = new MemoryStateStore();
            int keys = 1 + random.nextInt(2_000);
            int differing = random.nextInt(4) == 0 ? 2 : 1 + random.nextInt(500);
            for (int key = 0; key < keys; key++) {
                byte[] value = new byte[random.nextInt(random.nextInt(100) == 0 ? 2 * PART_BYTES : 100)];
                random.nextBytes(value);
                int fate = random.nextInt(differing) == 0 ? random.nextInt(3) : 3;
                if (fate != 0) {
                    from.put(key(key), value);
                }
                if (fate != 1) {
                    byte[] other = value.clone();
                    if (fate == 2 && value.length > 0) {
                        other[random.nextInt(other.length)]++;
                    }
                    to.put(key(key), other);
                }
            }
            from.commit(new AppliedMark(2, 1));
            to.commit(new AppliedMark(1, 1));
            copy(from, to);
        }
    }

    @Test
    void equalStatesNeedOffersOnly() {
        int rows = 1_000;
        Sent sent = copy(of(rows), of(rows));
        assertEquals(List.of(), sent.rows());
        assertEquals(7, sent.chunks().size(), "100 ranges, 16 in an offer");
        assertTrue(sent.bytes() < rows * 100 / 20, sent.bytes() + " bytes");
    }

    @Test
    void whatIsSentGrowsWithTheDifference() {
        for (int changed : new int[] {1, 5, 20}) {
            MemoryStateStore from = of(2_000);
            for (int i = 0; i < changed; i++) {
                put(from, i * 97, 2);
            }
            from.commit(new AppliedMark(2, 1));
            Sent sent = copy(from, of(2_000));
            assertEquals(changed, sent.rows().size(), "one range for each row that differs");
        }
    }

    @Test
    void oneRowMoreOrLessMakesARangeDiffer() {
        MemoryStateStore less = of(100);
        less.delete(key(99));
        less.delete(key(0));
        less.commit(new AppliedMark(2, 1));
        copy(of(100), less);
        MemoryStateStore more = of(100);
        put(more, 500, 1);
        more.put(new byte[] {1}, new byte[] {1});
        more.commit(new AppliedMark(2, 1));
        copy(of(100), more);
    }

    @Test
    void lengthsBelongToTheHash() {
        MemoryStateStore from = new MemoryStateStore();
        from.put(new byte[] {1, 2}, new byte[] {3});
        from.commit(new AppliedMark(1, 1));
        MemoryStateStore to = new MemoryStateStore();
        to.put(new byte[] {1}, new byte[] {2, 3});
        to.commit(new AppliedMark(1, 1));
        assertEquals(1, copy(from, to).rows().size());
    }

    @Test
    void whoHasNothingGetsAllBehindOneOffer() {
        MemoryStateStore from = of(1_000);
        MemoryStateStore to = new MemoryStateStore();
        try (IncomingState incoming = incoming(Optional.empty())) {
            Sent sent = send(from, incoming);
            install(to, incoming, sent);
            assertEquals(rows(from), rows(to));
            assertEquals(sent.chunks().size() - 1, sent.rows().size());
        }
    }

    @Test
    void anEmptyStateReplacesEveryRow() {
        MemoryStateStore to = of(100);
        copy(new MemoryStateStore(), to);
        assertEquals(Map.of(), rows(to));
        copy(new MemoryStateStore(), to);
    }

    @Test
    void whoMeetsDamageKeepsNothingFromThereOn() {
        int rows = 1_000;
        MemoryStateStore from = of(rows);
        MemoryStateStore to = of(rows);
        damaged = new String(key(rows / 2), UTF_8);
        try (IncomingState incoming = incoming(Optional.of(to))) {
            Sent sent = send(from, incoming);
            assertEquals(1, damage.size());
            install(to, incoming, sent);
            assertEquals(rows(from), rows(to));
            long bytes = sent.rows().stream().mapToLong(chunk -> chunk.length).sum();
            assertTrue(bytes > rows * 100 / 2, bytes + " bytes");
        }
    }

    @Test
    void damageThatShowsOnlyWhenAllIsThereChangesNothing() {
        MemoryStateStore from = of(100);
        put(from, 5, 2);
        from.commit(new AppliedMark(2, 1));
        MemoryStateStore to = of(100);
        Map<String, String> before = rows(to);
        try (IncomingState incoming = incoming(Optional.of(to))) {
            Sent sent = send(from, incoming);
            damaged = new String(key(50), UTF_8);
            assertThrows(DamagedStateException.class, () -> install(to, incoming, sent));
            assertEquals(before, rows(to));
            assertEquals(new AppliedMark(1, 1), to.applied());
        }
    }

    /** Who gives up and begins anew sends the same parts again, of which the other side has some. */
    @Test
    void theSameAnswersAreFollowedByTheSameBytes() {
        MemoryStateStore from = of(1_000);
        MemoryStateStore to = of(1_000);
        put(from, 700, 2);
        from.commit(new AppliedMark(2, 1));
        try (IncomingState incoming = incoming(Optional.of(to));
                SnapshotReader again = StateCopy.reader(from.snapshot(), PART_BYTES)) {
            Sent sent = send(from, incoming);
            byte[] answer = NOTHING;
            for (int i = 0; i < sent.chunks().size(); i++) {
                assertArrayEquals(sent.chunks().get(i), again.next(answer).orElseThrow());
                answer = sent.answers().get(i);
            }
            assertTrue(again.next(answer).isEmpty());
        }
    }

    @Test
    void whatWasSentThoughItIsHereIsAFault() {
        MemoryStateStore from = of(10);
        MemoryStateStore to = of(10);
        try (IncomingState incoming = incoming(Optional.of(to));
                SnapshotReader reader = StateCopy.reader(from.snapshot(), PART_BYTES)) {
            byte[] offer = reader.next(NOTHING).orElseThrow();
            assertArrayEquals(new byte[] {1}, incoming.take(offer));
            List<byte[]> all = List.of(offer, reader.next(new byte[] {0}).orElseThrow());
            assertThrows(CodecException.class, () -> install(to, incoming, new Sent(all, List.of())));
            assertEquals(10, rows(to).size());
        }
    }

    @Test
    void anOfferThatCannotBeReadIsAnsweredWithNothing() {
        MemoryStateStore from = of(10);
        try (IncomingState incoming = incoming(Optional.of(of(10)));
                SnapshotReader reader = StateCopy.reader(from.snapshot(), PART_BYTES)) {
            byte[] offer = reader.next(NOTHING).orElseThrow();
            for (int length = 1; length < offer.length; length++) {
                byte[] cut = Arrays.copyOf(offer, length);
                assertThrows(CodecException.class, () -> Offer.decode(cut));
            }
            assertArrayEquals(NOTHING, incoming.take(Arrays.copyOf(offer, offer.length - 1)));
            assertArrayEquals(NOTHING, incoming.take(offer), "from there on everything comes");
            assertFalse(damage.iterator().hasNext());
        }
    }

    @Test
    void theBytesOfAnOfferAreThoseOfKindTwo() {
        MemoryStateStore from = new MemoryStateStore();
        from.put(new byte[] {1, 2}, new byte[] {3});
        from.put(new byte[] {4}, new byte[PART_BYTES]);
        from.commit(new AppliedMark(1, 1));
        try (SnapshotReader reader = StateCopy.reader(from.snapshot(), PART_BYTES)) {
            assertEquals(
                    "02000201040000000000000001c9988ed9483dd0ac6192243932b0ef420000000000000000016a210e3df9214087de509a144621f2eaa4585e28",
                    HexFormat.of().formatHex(reader.next(NOTHING).orElseThrow()));
        }
    }
}
