package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.Samples.Area;
import io.quorate.codec.Samples.Everything;
import io.quorate.codec.Samples.Inner;
import io.quorate.codec.Samples.Mode;
import io.quorate.codec.Samples.Outer;
import io.quorate.codec.Samples.Point;
import io.quorate.codec.Samples.Square;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RecordCodecTest {
    private static final RecordCodec<Everything> EVERYTHING = RecordCodec.of(Everything.class);
    private static final RecordCodec<Outer> OUTER = RecordCodec.of(Outer.class);

    private static final byte[] NO_BYTES = {};

    record Lists(List<String> names, SortedMap<String, Long> counts) {}

    record Numbers(int x, long y) {}

    record Positive(long number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("number must be positive: " + number);
            }
        }
    }

    @Test
    void readsWhatItWroteWhateverTheValue() {
        for (long seed = 0; seed < 2_000; seed++) {
            Everything value = Samples.random(new Random(seed));
            byte[] bytes = EVERYTHING.encode(value);
            Everything read = EVERYTHING.decode(bytes);
            assertArrayEquals(bytes, EVERYTHING.encode(read), "seed " + seed);
            assertArrayEquals(value.bytes(), read.bytes());
            assertEquals(withoutBytes(value), withoutBytes(read), "seed " + seed);
        }
    }

    @Test
    void readsEveryKindOfRoot() {
        assertRoundTrip(Area.class, new Square(1, "x"));
        assertRoundTrip(Mode.class, Mode.SHARED);
        assertRoundTrip(Point.class, new Point(1, 2));
        assertRoundTrip(Integer.class, -7);
        assertRoundTrip(String.class, "text");
        assertRoundTrip(Shape.class, EVERYTHING.shape());
    }

    @Test
    void writesFieldsInOneOrderAndCarriesTheVariantName() {
        Area square = new Square(7, "money");
        assertEquals(
                Map.of("@", "Square", "side", 7L, "$", "money"),
                Cbor.decode(RecordCodec.of(Area.class).encode(square)));
        record Reordered(String name, Inner inner) {}
        Inner inner = new Inner(1, "in");
        assertArrayEquals(
                OUTER.encode(new Outer(inner, "out")),
                RecordCodec.of(Reordered.class).encode(new Reordered("out", inner)));
    }

    @Test
    void leavesOutAnEmptyOptional() {
        record Maybe(Optional<Point> point, OptionalLong number) {}
        RecordCodec<Maybe> codec = RecordCodec.of(Maybe.class);
        Maybe empty = new Maybe(Optional.empty(), OptionalLong.empty());
        assertArrayEquals(new byte[] {(byte) 0xA0}, codec.encode(empty));
        assertEquals(empty, codec.decode(codec.encode(empty)));
        Maybe full = new Maybe(Optional.of(new Point(1, 2)), OptionalLong.of(3));
        assertEquals(full, codec.decode(codec.encode(full)));
    }

    @Test
    void mapOrderDoesNotDependOnTheGivenMap() {
        RecordCodec<Lists> codec = RecordCodec.of(Lists.class);
        Map<String, Long> counts = Map.of("b", 1L, "aa", 2L, "c", 3L);
        SortedMap<String, Long> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.putAll(counts);
        assertArrayEquals(
                codec.encode(new Lists(List.of(), new TreeMap<>(counts))),
                codec.encode(new Lists(List.of(), reversed)));
    }

    @Test
    void decodedCollectionsAreUnmodifiable() {
        RecordCodec<Lists> codec = RecordCodec.of(Lists.class);
        Lists read = codec.decode(codec.encode(new Lists(List.of("a"), new TreeMap<>(Map.of("k", 1L)))));
        assertThrows(UnsupportedOperationException.class, () -> read.names().add("b"));
        assertThrows(UnsupportedOperationException.class, () -> read.counts().put("b", 1L));
        assertEquals("k", read.counts().firstKey());
    }

    @Test
    void namesThePlaceWhenWriting() {
        List<String> names = new ArrayList<>();
        names.add("ok");
        names.add(null);
        RecordCodec<Lists> lists = RecordCodec.of(Lists.class);
        assertFailure("Lists.names[1]: null is not allowed", () -> lists.encode(new Lists(names, new TreeMap<>())));
        assertFailure("Outer.inner.name: lone surrogate", () -> OUTER.encode(new Outer(new Inner(1, "\ud800"), "out")));
    }

    @Test
    void namesThePlaceWhenReading() {
        RecordCodec<Lists> lists = RecordCodec.of(Lists.class);
        assertFailure(
                "Lists.names[1]: expected text at byte",
                () -> lists.decode(Cbor.encode(Map.of("names", List.of("a", 1L)))));
        assertFailure(
                "Lists.counts.k: expected integer",
                () -> lists.decode(Cbor.encode(Map.of("counts", Map.of("k", "v")))));
        assertFailure(
                "Numbers.x: 2147483648 is outside 32 bits signed",
                () -> RecordCodec.of(Numbers.class).decode(Cbor.encode(Map.of("x", 1L << 31))));
        assertFailure("Outer: expected map at byte 0, found text", () -> OUTER.decode(Cbor.encode("text")));
    }

    @Test
    void aRecordMayRefuseItsValues() {
        RecordCodec<Positive> codec = RecordCodec.of(Positive.class);
        CodecException refused = assertFailure(
                "Positive: Positive refuses these values: number must be positive: 0",
                () -> codec.decode(new byte[] {(byte) 0xA0}));
        assertTrue(refused.getCause() instanceof IllegalArgumentException);
        assertEquals("Positive", refused.path());
    }

    @Test
    void damagedBytesGiveAValueOrACodecException() {
        Random random = new Random(40);
        int readable = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = Mutations.of(EVERYTHING.encode(Samples.random(random)), random);
            try {
                EVERYTHING.encode(EVERYTHING.decode(bytes));
                readable++;
            } catch (CodecException refused) {
                assertTrue(refused.path().startsWith("Everything"), refused.getMessage());
            }
        }
        assertTrue(readable > 1_000, "only " + readable + " mutations were readable");
    }

    @Test
    void noiseGivesACodecException() {
        Random random = new Random(41);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            try {
                EVERYTHING.decode(noise);
            } catch (CodecException refused) {
                continue;
            }
            throw new AssertionError("a value made of noise, round " + round);
        }
    }

    private static Everything withoutBytes(Everything value) {
        return new Everything(
                value.flag(),
                value.small(),
                value.large(),
                value.real(),
                value.text(),
                NO_BYTES,
                value.mode(),
                value.point(),
                value.area(),
                value.note(),
                value.deadline(),
                value.path(),
                value.counts(),
                value.nested(),
                value.shape());
    }

    private static <T> void assertRoundTrip(Class<T> type, T value) {
        RecordCodec<T> codec = RecordCodec.of(type);
        assertEquals(value, codec.decode(codec.encode(value)));
    }

    private static CodecException assertFailure(String start, Executable action) {
        CodecException failure = assertThrows(CodecException.class, action);
        assertTrue(failure.getMessage().startsWith(start), failure.getMessage());
        return failure;
    }
}
