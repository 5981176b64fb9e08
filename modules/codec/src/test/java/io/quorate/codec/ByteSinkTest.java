package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSinkTest {
    @Test
    void layoutIsFixed() {
        byte[] bytes = new ByteSink(1)
                .u8(255)
                .u16(0x0102)
                .i32(-2)
                .i64(3)
                .varint(300)
                .bool(true)
                .bytes(new byte[] {9})
                .text("\u00e9")
                .toByteArray();
        assertEquals(
                "ff" + "0102" + "fffffffe" + "0000000000000003" + "ac02" + "01" + "0109" + "02c3a9",
                HexFormat.of().formatHex(bytes));

        ByteSource in = new ByteSource(bytes);
        assertEquals(255, in.u8());
        assertEquals(0x0102, in.u16());
        assertEquals(-2, in.i32());
        assertEquals(3, in.i64());
        assertEquals(300, in.varint());
        assertTrue(in.bool());
        assertArrayEquals(new byte[] {9}, in.bytes(1));
        assertEquals("\u00e9", in.text(2));
        assertEquals(0, in.remaining());
        in.expectEnd();
    }

    @Test
    void growsAndIsReusable() {
        ByteSink out = new ByteSink(0);
        byte[] block = new byte[10_000];
        new Random(1).nextBytes(block);
        out.u8(1).raw(block);
        assertEquals(10_001, out.size());
        assertArrayEquals(block, Arrays.copyOfRange(out.toByteArray(), 1, 10_001));
        out.clear();
        assertEquals(0, out.u8(1).raw(block, 5, 0).size() - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, 1L << 56, Long.MAX_VALUE})
    void varintsRoundTrip(long value) {
        ByteSource in = new ByteSource(new ByteSink().varint(value).toByteArray());
        assertEquals(value, in.varint());
        in.expectEnd();
    }

    @ParameterizedTest
    @CsvSource({
        "8000, not in its shortest form at byte 0",
        "ffffffffffffffffff01, more than 9 bytes at byte 0",
        "80, ends too early: 1 bytes needed at byte 1",
    })
    void refusesBadVarints(String hex, String reason) {
        ByteSource in = new ByteSource(HexFormat.of().parseHex(hex));
        CodecException refused = assertThrows(CodecException.class, in::varint);
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void refusesNumbersOutOfRange() {
        ByteSink out = new ByteSink();
        assertThrows(IllegalArgumentException.class, () -> out.u8(256));
        assertThrows(IllegalArgumentException.class, () -> out.u8(-1));
        assertThrows(IllegalArgumentException.class, () -> out.u16(65_536));
        assertThrows(IllegalArgumentException.class, () -> out.varint(-1));
        assertEquals(0, out.size());
    }

    @Test
    void readsOnlyItsSlice() {
        ByteSource in = new ByteSource(new byte[] {1, 2, 3, 4}, 1, 2);
        assertEquals(2, in.u8());
        assertEquals(1, in.position());
        assertThrows(CodecException.class, in::u16);
        assertEquals("1 trailing bytes at byte 1; nothing may follow", message(in::expectEnd));
        assertEquals(3, in.u8());
        in.expectEnd();
        assertThrows(IndexOutOfBoundsException.class, () -> new ByteSource(new byte[4], 3, 2));
    }

    @Test
    void checksLengthsBeforeItAllocates() {
        byte[] bytes = new ByteSink().varint(Integer.MAX_VALUE).toByteArray();
        assertEquals("length 2147483647 at byte 0; at most 10", message(() -> new ByteSource(bytes).bytes(10)));
        assertTrue(message(() -> new ByteSource(bytes).bytes(Integer.MAX_VALUE)).startsWith("ends too early"));
        assertTrue(message(() -> new ByteSource(bytes).raw(-1)).startsWith("ends too early"));
    }

    @Test
    void refusesBadTextAndBooleans() {
        byte[] bytes = {1, (byte) 0xC3};
        assertEquals(
                "malformed UTF-8; text must be valid Unicode (byte 1)", message(() -> new ByteSource(bytes).text(9)));
        assertEquals(
                "boolean byte is 2 at byte 0; allowed are 0 and 1",
                message(() -> assertFalse(new ByteSource(new byte[] {2}).bool())));
        assertThrows(CodecException.class, () -> new ByteSink().text("\ud800"));
    }

    private static String message(Executable action) {
        return String.valueOf(assertThrows(CodecException.class, action).getMessage());
    }
}
