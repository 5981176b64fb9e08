package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.Samples.Mode;
import io.quorate.codec.Samples.Point;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordEvolutionTest {
    record Before(String owner) {}

    record After(
            String owner,
            @DefaultValue("1") int permits,
            @DefaultValue("-30000") long waitMillis,
            @DefaultValue("true") boolean fair,
            @DefaultValue("0.5") double weight,
            @DefaultValue("none") String note,
            @DefaultValue("EXCLUSIVE") Mode mode) {}

    record Natural(
            boolean flag,
            int small,
            long large,
            double real,
            String text,
            Optional<Point> point,
            OptionalLong number,
            List<Point> points,
            SortedMap<String, Long> counts) {}

    record NaturalBytes(byte[] bytes) {}

    record NeedsPoint(Point point) {}

    record NeedsMode(Mode mode) {}

    sealed interface Wider {}

    record Known(long number) implements Wider {}

    record Added(long number) implements Wider {}

    @Test
    void anAddedFieldTakesItsDeclaredDefault() {
        byte[] old = RecordCodec.of(Before.class).encode(new Before("a"));
        assertEquals(
                new After("a", 1, -30_000, true, 0.5, "none", Mode.EXCLUSIVE),
                RecordCodec.of(After.class).decode(old));
    }

    @Test
    void aRemovedFieldIsIgnored() {
        byte[] newer = RecordCodec.of(After.class).encode(new After("a", 2, 3, false, 4, "n", Mode.SHARED));
        assertEquals(new Before("a"), RecordCodec.of(Before.class).decode(newer));
    }

    @Test
    void anUnknownFieldIsIgnoredWhateverItHoldsButMustBeWellFormed() {
        RecordCodec<Before> codec = RecordCodec.of(Before.class);
        Map<String, Object> unknown = new TreeMap<>(Map.of("a", List.of(1L, Map.of("x", "y")), "owner", "me"));
        unknown.put("zzzzzzz", new byte[] {1});
        unknown.put("b", 1.5);
        unknown.put("c", true);
        assertEquals(new Before("me"), codec.decode(Cbor.encode(unknown)));
        CodecException refused = assertThrows(
                CodecException.class, () -> codec.decode(new byte[] {(byte) 0xA1, 0x61, 'a', (byte) 0xF6}));
        assertTrue(refused.getMessage().contains("starts no allowed value"), refused.getMessage());
        assertThrows(CodecException.class, () -> codec.decode(new byte[] {(byte) 0xA1, 0x61, (byte) 0xFF, 0x00}));
    }

    @Test
    void anAbsentFieldIsNaturallyZeroOrEmpty() {
        assertEquals(
                new Natural(false, 0, 0, 0.0, "", Optional.empty(), OptionalLong.empty(), List.of(), new TreeMap<>()),
                RecordCodec.of(Natural.class).decode(Cbor.encode(Map.of())));
        assertArrayEquals(
                new byte[0],
                RecordCodec.of(NaturalBytes.class).decode(Cbor.encode(Map.of())).bytes());
    }

    @Test
    void anAbsentRecordOrConstantIsMissing() {
        assertFailure("NeedsPoint.point: missing; expected Point{x: int32, y: int32}", NeedsPoint.class, Map.of());
        assertFailure("NeedsMode.mode: missing; expected choice(SHARED, EXCLUSIVE)", NeedsMode.class, Map.of());
        assertFailure("Wider: missing field \"@\"", Wider.class, Map.of("number", 1L));
    }

    @Test
    void anUnknownConstantOrVariantIsRefused() {
        assertFailure(
                "NeedsMode.mode: unknown constant \"NEW\"; allowed are [SHARED, EXCLUSIVE]",
                NeedsMode.class,
                Map.of("mode", "NEW"));
        assertFailure(
                "Wider: unknown variant \"Newer\"; allowed are [Known, Added]",
                Wider.class,
                Map.of("@", "Newer", "number", 1L));
    }

    @Test
    void aMessageStaysShortWhateverWasSent() {
        CodecException refused = assertThrows(
                CodecException.class,
                () -> RecordCodec.of(NeedsMode.class).decode(Cbor.encode(Map.of("mode", "x".repeat(1_000_000)))));
        assertTrue(refused.getMessage().length() < 200);
    }

    @Test
    void theVariantIsFoundBehindUnknownFields() {
        assertEquals(
                new Known(3),
                RecordCodec.of(Wider.class).decode(Cbor.encode(Map.of("", List.of(1L), "@", "Known", "number", 3L))));
    }

    private static void assertFailure(String start, Class<?> type, Map<String, Object> tree) {
        CodecException refused =
                assertThrows(CodecException.class, () -> RecordCodec.of(type).decode(Cbor.encode(tree)));
        assertTrue(refused.getMessage().startsWith(start), refused.getMessage());
    }
}
