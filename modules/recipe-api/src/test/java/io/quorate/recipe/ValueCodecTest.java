package io.quorate.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.codec.CodecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ValueCodecTest {
    record Place(String name, long number) {}

    enum Mode {
        SHARED,
        EXCLUSIVE
    }

    /** Bytes on the disks of users: a difference here is a new format, never a new golden file. */
    @Test
    void valueBytesAreForever() throws IOException {
        Map<String, byte[]> values = new TreeMap<>();
        values.put("boolean", encoded(Boolean.class, true));
        values.put("bytes", encoded(byte[].class, new byte[] {0, 1, (byte) 0xFF}));
        values.put("enum", encoded(Mode.class, Mode.EXCLUSIVE));
        values.put("int", encoded(Integer.class, -2));
        values.put("long", encoded(Long.class, 7L));
        values.put("record", encoded(Place.class, new Place("käse", 3)));
        values.put("text", encoded(String.class, "k\0äse \uD83E\uDDC0"));
        String lines = values.entrySet().stream()
                .map(value -> value.getKey() + " " + HexFormat.of().formatHex(value.getValue()) + "\n")
                .collect(Collectors.joining());
        assertEquals(golden("values-format-1.txt"), lines);
    }

    @Test
    void givesBackWhatWasWritten() {
        assertComesBack(Long.class, Long.MIN_VALUE);
        assertComesBack(Integer.class, Integer.MAX_VALUE);
        assertComesBack(Boolean.class, false);
        assertComesBack(String.class, "");
        assertComesBack(String.class, "k\0äse \uD83E\uDDC0");
        assertComesBack(Mode.class, Mode.SHARED);
        assertComesBack(Place.class, new Place("gate", -1));
    }

    @Test
    void textAndBytesTakeNoMoreThanTheirLength() {
        int longerThanAnyKey = 1_000_000;
        String text = "x".repeat(longerThanAnyKey);
        assertEquals(longerThanAnyKey, encoded(String.class, text).length);
        assertComesBack(String.class, text);
        byte[] zeros = new byte[longerThanAnyKey];
        assertArrayEquals(zeros, encoded(byte[].class, zeros));
        assertArrayEquals(zeros, ValueCodec.of(byte[].class).decode().apply(zeros));
    }

    @Test
    void bytesThatTheRecipeChangesLaterAreNotTheRow() {
        byte[] written = {1};
        byte[] row = encoded(byte[].class, written);
        written[0] = 2;
        assertEquals(1, row[0]);
        ValueCodec.of(byte[].class).decode().apply(row)[0] = 3;
        assertEquals(1, row[0]);
    }

    @Test
    void refusesTextThatIsNotUnicode() {
        assertEquals(
                "String: lone surrogate; text must be valid Unicode",
                assertThrows(CodecException.class, () -> encoded(String.class, "a\uD800b"))
                        .getMessage());
        ValueCodec<String> text = ValueCodec.of(String.class);
        assertEquals(
                "String: malformed UTF-8; text must be valid Unicode",
                assertThrows(CodecException.class, () -> text.decode().apply(new byte[] {(byte) 0xC0, (byte) 0x80}))
                        .getMessage());
    }

    @Test
    void namesTheTypeAsItsShape() {
        assertEquals("cell<String>", Cell.of("name", String.class).shape());
        assertEquals(
                "table<Long, byte[]>",
                Table.of("parts", Long.class, byte[].class).shape());
    }

    private static <V> byte[] encoded(Class<V> type, V value) {
        return ValueCodec.of(type).encode().apply(value);
    }

    private static <V> void assertComesBack(Class<V> type, V value) {
        assertEquals(value, ValueCodec.of(type).decode().apply(encoded(type, value)));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ValueCodecTest.class.getResourceAsStream("/golden/" + name)) {
            assertNotNull(in, name);
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
