package io.quorate.codec;

/** Bytes of any length inside a key: each 00 as 00 FF, and 00 01 at the end, which sorts below whatever may follow. */
final class EscapedBytes {
    private static final int ZERO = 0x00;
    private static final int ESCAPED = 0xFF;
    private static final int END = 0x01;

    private EscapedBytes() {}

    static void write(ByteSink out, byte[] value) {
        if (value.length > KeyCodec.MAX_KEY_BYTES) {
            throw new CodecException(value.length + " bytes in a key of at most " + KeyCodec.MAX_KEY_BYTES);
        }
        for (byte unit : value) {
            out.u8(unit & 0xFF);
            if (unit == ZERO) {
                out.u8(ESCAPED);
            }
        }
        out.u8(ZERO).u8(END);
    }

    static byte[] read(ByteSource in) {
        ByteSink value = new ByteSink();
        while (true) {
            int unit = in.u8();
            if (unit == ZERO) {
                int mark = in.u8();
                if (mark == END) {
                    return value.toByteArray();
                }
                if (mark != ESCAPED) {
                    throw new CodecException("byte 0x" + Integer.toHexString(mark) + " after 00 at byte "
                            + (in.position() - 1) + "; allowed are ff and 01");
                }
            }
            value.u8(unit);
        }
    }
}
