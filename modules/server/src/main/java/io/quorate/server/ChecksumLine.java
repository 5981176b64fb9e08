package io.quorate.server;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The last line of a small file that people can read: the CRC32C of all lines before it. */
final class ChecksumLine {
    private static final String NAME = "crc32c ";

    private ChecksumLine() {}

    static String of(String lines) {
        CRC32C crc = new CRC32C();
        crc.update(lines.getBytes(StandardCharsets.UTF_8));
        return NAME + String.format("%08x", crc.getValue()) + "\n";
    }

    /** Whether the text ends with the checksum of what is before it. */
    static boolean closes(String text) {
        int at = text.lastIndexOf(NAME);
        return at >= 0 && text.substring(at).equals(of(text.substring(0, at)));
    }
}
