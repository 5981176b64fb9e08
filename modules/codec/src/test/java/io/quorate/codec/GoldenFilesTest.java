package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes on the disks of users: a difference here is a new format, never a new golden file. */
class GoldenFilesTest {
    @Test
    void recordBytesAreForever() throws IOException {
        RecordCodec<Samples.Everything> codec = RecordCodec.of(Samples.Everything.class);
        assertGolden("everything.hex", codec.encode(Samples.everything()));
        assertArrayEquals(golden("everything.hex"), codec.encode(codec.decode(golden("everything.hex"))));
    }

    @Test
    void variantBytesAreForever() throws IOException {
        assertGolden("variant.hex", RecordCodec.of(Samples.Area.class).encode(new Samples.Square(-7, "money")));
    }

    @Test
    void keyBytesAreForever() throws IOException {
        KeyCodec<Samples.Position> codec = KeyCodec.of(Samples.Position.class);
        Samples.Position key =
                new Samples.Position("te\0nant", -2, 3, true, Samples.Mode.EXCLUSIVE, new byte[] {0, 1, (byte) 0xFF});
        assertGolden("key.hex", codec.encode(key));
        assertArrayEquals(golden("key.hex"), codec.encode(codec.decode(golden("key.hex"))));
    }

    private static void assertGolden(String name, byte[] bytes) throws IOException {
        assertEquals(HexFormat.of().formatHex(golden(name)), HexFormat.of().formatHex(bytes));
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/golden/" + name)) {
            assertNotNull(in, name);
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }
}
