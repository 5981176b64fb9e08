package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.Samples.Inner;
import io.quorate.codec.Samples.Mode;
import io.quorate.codec.Samples.Outer;
import io.quorate.codec.Samples.Position;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCodecTest {
    private static final int ROUNDS = 20_000;

    private static final Comparator<String> BY_CODE_POINTS = (left, right) ->
            Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());

    private static final Comparator<Position> NATURAL = Comparator.comparing(Position::tenant, BY_CODE_POINTS)
            .thenComparingLong(Position::rank)
            .thenComparingInt(Position::minor)
            .thenComparing(Position::open)
            .thenComparing(Position::mode)
            .thenComparing(Position::tail, Arrays::compareUnsigned);

    private static final KeyCodec<Position> KEYS = KeyCodec.of(Position.class);
    private static final KeyCodec<String> TEXTS = KeyCodec.of(String.class);

    record HasReal(double value) {}

    record HasItself(HasItself value) {}

    @Test
    void keysSortLikeTheirValues() {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            Position left = Samples.randomPosition(random);
            Position right = random.nextInt(3) == 0 ? sibling(left, random) : Samples.randomPosition(random);
            assertSameOrder(NATURAL.compare(left, right), KEYS.encode(left), KEYS.encode(right));
        }
    }

    @Test
    void singleValuesSortLikeThemselves() {
        Random random = new Random(2);
        KeyCodec<Long> longs = KeyCodec.of(Long.class);
        KeyCodec<Integer> ints = KeyCodec.of(Integer.class);
        for (int round = 0; round < ROUNDS; round++) {
            long left = Samples.integer(random);
            long right = Samples.integer(random);
            assertSameOrder(Long.compare(left, right), longs.encode(left), longs.encode(right));
            assertSameOrder(
                    Integer.compare((int) left, (int) right), ints.encode((int) left), ints.encode((int) right));
            String first = Samples.text(random);
            String second = Samples.text(random);
            assertSameOrder(BY_CODE_POINTS.compare(first, second), TEXTS.encode(first), TEXTS.encode(second));
        }
    }

    @Test
    void keysRoundTrip() {
        Random random = new Random(3);
        for (int round = 0; round < ROUNDS; round++) {
            Position key = Samples.randomPosition(random);
            byte[] bytes = KEYS.encode(key);
            Position read = KEYS.decode(bytes);
            assertEquals(0, NATURAL.compare(key, read));
            assertArrayEquals(bytes, KEYS.encode(read));
        }
        KeyCodec<Outer> nested = KeyCodec.of(Outer.class);
        Outer outer = new Outer(new Inner(-1, "a\0"), "");
        assertEquals(outer, nested.decode(nested.encode(outer)));
        KeyCodec<Mode> modes = KeyCodec.of(Mode.class);
        assertEquals(Mode.EXCLUSIVE, modes.decode(modes.encode(Mode.EXCLUSIVE)));
    }

    @Test
    void everyReadableMutationIsItsOwnOnlyEncoding() {
        Random random = new Random(4);
        int readable = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = Mutations.of(KEYS.encode(Samples.randomPosition(random)), random);
            try {
                assertArrayEquals(bytes, KEYS.encode(KEYS.decode(bytes)));
                readable++;
            } catch (CodecException refused) {
                assertTrue(refused.path().startsWith("Position"), refused.getMessage());
            }
        }
        assertTrue(readable > 1_000, "only " + readable + " mutations were readable");
    }

    @Test
    void aPrefixCoversExactlyTheKeysThatStartWithIt() {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            Position one = Samples.randomPosition(random);
            Position other = random.nextBoolean() ? sibling(one, random) : Samples.randomPosition(random);
            byte[] prefix = KEYS.encodePrefix(one.tenant(), one.rank());
            boolean same = one.tenant().equals(other.tenant()) && one.rank() == other.rank();
            assertEquals(same, startsWith(KEYS.encode(other), prefix));
        }
        assertEquals(0, KEYS.encodePrefix().length);
        Position key = Samples.randomPosition(random);
        assertArrayEquals(
                KEYS.encode(key),
                KEYS.encodePrefix(key.tenant(), key.rank(), key.minor(), key.open(), key.mode(), key.tail()));
        assertArrayEquals(
                KeyCodec.of(Inner.class).encode(new Inner(1, "x")),
                KeyCodec.of(Outer.class).encodePrefix(new Inner(1, "x")));
    }

    @Test
    void refusesPrefixesOfOtherTypes() {
        assertThrows(IllegalArgumentException.class, () -> KEYS.encodePrefix(1L));
        assertThrows(IllegalArgumentException.class, () -> KEYS.encodePrefix("t", 1));
        assertThrows(
                IllegalArgumentException.class, () -> KeyCodec.of(Inner.class).encodePrefix(1L, "x", "y"));
        assertThrows(IllegalArgumentException.class, () -> TEXTS.encodePrefix("x"));
    }

    @Test
    void limitsTheLength() {
        String longest = "x".repeat(KeyCodec.MAX_KEY_BYTES - 2);
        assertEquals(longest, TEXTS.decode(TEXTS.encode(longest)));
        assertFailure("String: key of 401 bytes; at most 400", () -> TEXTS.encode(longest + "x"));
        assertFailure("String: 1000000 bytes in a key of at most 400", () -> TEXTS.encode("x".repeat(1_000_000)));
        assertFailure("String: key of 401 bytes; at most 400", () -> TEXTS.decode(new byte[401]));
        assertFailure(
                "Inner.name: 500 bytes in a key", () -> KeyCodec.of(Inner.class).encode(new Inner(1, "x".repeat(500))));
        assertFailure(
                "Inner: key of 408 bytes; at most 400",
                () -> KeyCodec.of(Inner.class).encodePrefix(1L, "x".repeat(398)));
    }

    @ParameterizedTest
    @CsvSource({
        "6100, ends too early",
        "61, ends too early",
        "61000100, trailing bytes",
        "610002, after 00 at byte 2; allowed are ff and 01",
        "c30001, malformed UTF-8",
    })
    void refusesBadText(String hex, String reason) {
        CodecException refused = assertThrows(
                CodecException.class, () -> TEXTS.decode(HexFormat.of().parseHex(hex)));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void refusesUnknownConstantsAndLoneSurrogates() {
        assertFailure("Mode: unknown constant 2", () -> KeyCodec.of(Mode.class).decode(new byte[] {0, 2}));
        assertFailure("String: lone surrogate", () -> TEXTS.encode("\udc00"));
    }

    @Test
    void namesWhatCannotBeAKey() {
        IllegalArgumentException real = assertThrows(IllegalArgumentException.class, () -> KeyCodec.of(HasReal.class));
        assertTrue(real.getMessage().startsWith(HasReal.class.getName() + ".value: double cannot be in a key"));
        assertThrows(IllegalArgumentException.class, () -> KeyCodec.of(HasItself.class));
    }

    @Test
    void describesItself() {
        assertEquals(
                "Position{tenant: text, rank: int64, minor: int32, open: bool, mode: choice(SHARED, EXCLUSIVE), tail: bytes}",
                KEYS.shape().toString());
    }

    @Test
    void theSuccessorEndsAPrefix() {
        assertArrayEquals(new byte[] {1, 3}, KeyBytes.successor(new byte[] {1, 2}));
        assertArrayEquals(new byte[] {2}, KeyBytes.successor(new byte[] {1, -1, -1}));
        assertArrayEquals(new byte[] {-128}, KeyBytes.successor(new byte[] {127}));
        assertNull(KeyBytes.successor(new byte[] {-1, -1}));
        assertNull(KeyBytes.successor(new byte[0]));
        Random random = new Random(6);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] prefix = Samples.bytes(random);
            byte[] key = Samples.bytes(random);
            byte[] end = KeyBytes.successor(prefix);
            boolean inRange = KeyBytes.compare(prefix, key) <= 0 && (end == null || KeyBytes.compare(key, end) < 0);
            assertEquals(startsWith(key, prefix), inRange);
        }
    }

    private static Position sibling(Position key, Random random) {
        Position other = Samples.randomPosition(random);
        boolean sameRank = random.nextBoolean();
        return new Position(
                key.tenant(),
                sameRank ? key.rank() : other.rank(),
                sameRank ? key.minor() : other.minor(),
                key.open(),
                key.mode(),
                other.tail());
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static void assertSameOrder(int expected, byte[] left, byte[] right) {
        assertEquals(Integer.signum(expected), Integer.signum(KeyBytes.compare(left, right)));
    }

    private static void assertFailure(String start, Executable action) {
        CodecException failure = assertThrows(CodecException.class, action);
        assertTrue(failure.getMessage().startsWith(start), failure.getMessage());
    }
}
