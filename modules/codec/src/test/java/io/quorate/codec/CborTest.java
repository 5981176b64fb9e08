package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "23, 17",
        "24, 1818",
        "255, 18ff",
        "256, 190100",
        "65535, 19ffff",
        "65536, 1a00010000",
        "4294967295, 1affffffff",
        "4294967296, 1b0000000100000000",
        "9223372036854775807, 1b7fffffffffffffff",
        "-1, 20",
        "-24, 37",
        "-25, 3818",
        "-1000, 3903e7",
        "-9223372036854775808, 3b7fffffffffffffff",
    })
    void writesShortestIntegers(long value, String hex) {
        assertEncoding(value, hex);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, f90000",
        "-0.0, f98000",
        "1.5, f93e00",
        "65504.0, f97bff",
        "65505.0, fa477fe100",
        "100000.0, fa47c35000",
        "3.4028234663852886E38, fa7f7fffff",
        "1.1, fb3ff199999999999a",
        "1.0E300, fb7e37e43c8800759c",
        "5.960464477539063E-8, f90001",
        "2.98023223876953125E-8, fa33000000",
        "6.103515625E-5, f90400",
        "6.097555160522461E-5, f903ff",
        "1.401298464324817E-45, fa00000001",
        "4.9E-324, fb0000000000000001",
        "-4.1, fbc010666666666666",
        "Infinity, f97c00",
        "-Infinity, f9fc00",
        "NaN, f97e00",
    })
    void writesShortestFloats(double value, String hex) {
        assertEncoding(value, hex);
    }

    @Test
    void writesEveryNanTheSame() {
        double payload = Double.longBitsToDouble(0x7ff8_0000_0000_0001L);
        assertArrayEquals(Cbor.encode(Double.NaN), Cbor.encode(payload));
    }

    @Test
    void sortsMapKeysByTheirEncodedBytes() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("aa", 1L);
        tree.put("z", 2L);
        tree.put("", 3L);
        tree.put("b", 4L);
        assertEquals("a460036162" + "04" + "617a02" + "62616101", hex(Cbor.encode(tree)));
    }

    @Test
    void readsWhatItWroteWhateverTheTree() {
        for (long seed = 0; seed < 2_000; seed++) {
            Object tree = tree(new Random(seed), 0);
            byte[] bytes = Cbor.encode(tree);
            assertArrayEquals(bytes, Cbor.encode(Cbor.decode(bytes)), "seed " + seed);
        }
    }

    @Test
    void everyReadableMutationIsItsOwnOnlyEncoding() {
        Random random = new Random(7);
        int readable = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = Mutations.of(Cbor.encode(tree(random, 0)), random);
            try {
                Object tree = Cbor.decode(bytes);
                assertArrayEquals(bytes, Cbor.encode(tree), () -> "bytes " + hex(bytes));
                readable++;
            } catch (CodecException refused) {
                assertTrue(refused.getMessage().length() > 5);
            }
        }
        assertTrue(readable > 1_000, "only " + readable + " mutations were readable");
    }

    @ParameterizedTest
    @CsvSource({
        "1817, not in its shortest form",
        "1b8000000000000000, outside 64 bits signed",
        "3bffffffffffffffff, outside 64 bits signed",
        "f6, starts no allowed value",
        "f7, starts no allowed value",
        "c000, starts no allowed value",
        "5f4101ff, indefinite length",
        "9fff, indefinite length",
        "bfff, indefinite length",
        "fa3fc00000, not in its shortest form",
        "fb3ff8000000000000, not in its shortest form",
        "f97e01, not in its shortest form",
        "fb7ff8000000000000, not in its shortest form",
        "a2616101616102, each once",
        "a2616201616102, ascend",
        "a10000, expected text at byte 1",
        "0000, trailing bytes",
        "62c328, malformed UTF-8",
        "63eda080, malformed UTF-8",
        "62c080, malformed UTF-8",
        "'', ends too early",
        "18, ends too early",
        "5b7fffffffffffffff, does not fit",
        "9a7fffffff, does not fit",
        "ba7fffffff, does not fit",
        "8201f6, [1]: byte 0xf6",
    })
    void refusesEveryOtherForm(String hex, String reason) {
        CodecException refused = assertThrows(
                CodecException.class, () -> Cbor.decode(HexFormat.of().parseHex(hex)));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void acceptsTheReplacementCharacterItself() {
        assertEncoding("\uFFFD", "63efbfbd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00", "\udc00\ud800", "\ud83d\ud83d\udd12"})
    void refusesLoneSurrogates(String text) {
        CodecException refused = assertThrows(CodecException.class, () -> Cbor.encode(List.of(text)));
        assertTrue(refused.getMessage().startsWith("[0]: lone surrogate"), refused.getMessage());
    }

    @Test
    void limitsTheDepthOnBothWays() {
        assertEquals(1, ((List<?>) Cbor.decode(Cbor.encode(nested(Cbor.MAX_DEPTH)))).size());
        assertThrows(CodecException.class, () -> Cbor.encode(nested(Cbor.MAX_DEPTH + 1)));
        byte[] deep = new byte[Cbor.MAX_DEPTH + 2];
        Arrays.fill(deep, (byte) 0x81);
        CodecException refused = assertThrows(CodecException.class, () -> Cbor.decode(deep));
        assertTrue(refused.getMessage().contains("deeper than 64 levels"), refused.getMessage());
    }

    @Test
    void refusesNullAndForeignTypes() {
        List<Object> withNull = new ArrayList<>();
        withNull.add(null);
        assertThrows(CodecException.class, () -> Cbor.encode(withNull));
        assertThrows(CodecException.class, () -> Cbor.encode(1.5f));
        assertThrows(CodecException.class, () -> Cbor.encode(Map.of(1, 2)));
    }

    @Test
    void decodesToUnmodifiableTrees() {
        Object tree = Cbor.decode(Cbor.encode(new TreeMap<>(Map.of("list", List.of(1L)))));
        Map<?, ?> map = (Map<?, ?>) tree;
        assertThrows(UnsupportedOperationException.class, map::clear);
        assertThrows(UnsupportedOperationException.class, ((List<?>) map.get("list"))::clear);
    }

    private static void assertEncoding(Object value, String hex) {
        assertEquals(hex, hex(Cbor.encode(value)));
        assertEquals(value, Cbor.decode(HexFormat.of().parseHex(hex)));
    }

    private static Object nested(int depth) {
        Object tree = List.of();
        for (int level = 1; level < depth; level++) {
            tree = List.of(tree);
        }
        return tree;
    }

    private static Object tree(Random random, int depth) {
        return switch (random.nextInt(depth < 4 ? 8 : 5)) {
            case 0 -> Samples.integer(random);
            case 1 -> Samples.text(random);
            case 2 -> Samples.bytes(random);
            case 3 -> Samples.real(random);
            case 4 -> random.nextBoolean();
            case 5 ->
                random.ints(random.nextInt(5))
                        .mapToObj(i -> tree(random, depth + 1))
                        .toList();
            default -> {
                Map<String, Object> map = new TreeMap<>();
                random.ints(random.nextInt(5)).forEach(i -> map.put(Samples.text(random), tree(random, depth + 1)));
                yield map;
            }
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
