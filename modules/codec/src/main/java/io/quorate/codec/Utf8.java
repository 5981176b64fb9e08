package io.quorate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** UTF-8 without the JDK's silent replacement of what is not Unicode. */
final class Utf8 {
    private Utf8() {}

    static byte[] encode(String text) {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (Character.isBmpCodePoint(codePoint) && Character.isSurrogate((char) codePoint)) {
                throw new CodecException("lone surrogate U+" + Integer.toHexString(codePoint) + " at character " + i
                        + "; text must be valid Unicode");
            }
        }
        return text.getBytes(UTF_8);
    }

    static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, UTF_8);
        // The JDK decodes malformed bytes to U+FFFD, so only a text with one can differ from what was read.
        if (text.indexOf('\uFFFD') >= 0) {
            byte[] canonical = text.getBytes(UTF_8);
            if (!Arrays.equals(canonical, 0, canonical.length, bytes, offset, offset + length)) {
                throw new CodecException("malformed UTF-8; text must be valid Unicode");
            }
        }
        return text;
    }
}
