package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Frame form: length u32 of what follows it, crc32c u32 of what follows that, type u8, body. A connection begins in the
 * client's direction with {@link #preface()}, so that other protocols are told apart at once.
 */
public final class Frames {
    /** Bytes before the type: length and checksum. */
    public static final int HEADER_BYTES = 8;

    private static final byte[] PREFACE = "QUORATE\u0001".getBytes(StandardCharsets.US_ASCII);

    private Frames() {}

    /** A copy of the bytes that open a connection. */
    public static byte[] preface() {
        return PREFACE.clone();
    }

    /** Refuses everything but the preface, with a message for people. */
    public static void checkPreface(byte[] received) {
        if (!Arrays.equals(received, PREFACE)) {
            throw new CodecException("this is a Quorate client port; the connection began with other bytes than '"
                    + "QUORATE' and frame version 1");
        }
    }

    /** A whole frame. */
    public static byte[] encode(Message message) {
        ByteSink sink = new ByteSink(128);
        sink.i32(0).i32(0).u8(MessageType.of(message).number());
        message.write(sink);
        byte[] frame = sink.toByteArray();
        if (frame.length > ProtocolLimits.MAX_FRAME_BYTES) {
            throw new CodecException(
                    "message of " + frame.length + " bytes, a frame holds " + ProtocolLimits.MAX_FRAME_BYTES);
        }
        putInt(frame, 0, frame.length - 4);
        putInt(frame, 4, checksum(frame, HEADER_BYTES, frame.length - HEADER_BYTES));
        return frame;
    }

    /**
     * Checks the length field of a frame, before anything is allocated for it.
     *
     * @return bytes that follow the length field
     */
    public static int checkLength(int length) {
        if (length < HEADER_BYTES - 4 + 1 || length > ProtocolLimits.MAX_FRAME_BYTES - 4) {
            throw new CodecException("frame length " + Integer.toUnsignedString(length) + ", allowed are 5 to "
                    + (ProtocolLimits.MAX_FRAME_BYTES - 4) + " bytes");
        }
        return length;
    }

    /** The message in a frame of which {@code frame} holds all that follows the length field. */
    public static Message decode(byte[] frame) {
        int stored = new ByteSource(frame).i32();
        if (stored != checksum(frame, 4, frame.length - 4)) {
            throw new CodecException("frame checksum does not match: the bytes were changed on their way");
        }
        ByteSource in = new ByteSource(frame, 4, frame.length - 4);
        Message message = MessageType.of(in.u8()).read(in);
        in.expectEnd();
        return message;
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static void putInt(byte[] target, int offset, int value) {
        target[offset] = (byte) (value >>> 24);
        target[offset + 1] = (byte) (value >>> 16);
        target[offset + 2] = (byte) (value >>> 8);
        target[offset + 3] = (byte) value;
    }
}
