package io.quorate.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing flat binary form, big-endian, read back by {@link ByteSource}. Not for use by several threads. A number out
 * of range is the caller's mistake and throws {@link IllegalArgumentException}.
 */
public final class ByteSink {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int INITIAL_BYTES = 64;

    private byte[] buffer;
    private int size;

    public ByteSink() {
        this(INITIAL_BYTES);
    }

    /** A sink with room for {@code expectedBytes} before it first grows. */
    public ByteSink(int expectedBytes) {
        this.buffer = new byte[expectedBytes];
    }

    /** One byte, 0 to 255. */
    public ByteSink u8(int value) {
        requireRange(value, 0xFF);
        int at = advance(1);
        buffer[at] = (byte) value;
        return this;
    }

    /** Two bytes, 0 to 65,535. */
    public ByteSink u16(int value) {
        requireRange(value, 0xFFFF);
        int at = advance(Short.BYTES);
        SHORT.set(buffer, at, (short) value);
        return this;
    }

    /** Four bytes, signed. */
    public ByteSink i32(int value) {
        int at = advance(Integer.BYTES);
        INT.set(buffer, at, value);
        return this;
    }

    /** Eight bytes, signed. */
    public ByteSink i64(long value) {
        int at = advance(Long.BYTES);
        LONG.set(buffer, at, value);
        return this;
    }

    /** One to nine bytes, seven bits each, lowest first; {@code value} must not be negative. */
    public ByteSink varint(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a varint must not be negative: " + value);
        }
        long rest = value;
        while (rest > 0x7F) {
            u8((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    /** One byte, 0 or 1. */
    public ByteSink bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** The length as {@link #varint}, then the bytes. */
    public ByteSink bytes(byte[] value) {
        return varint(value.length).raw(value);
    }

    /**
     * The UTF-8 form as {@link #bytes}.
     *
     * @throws CodecException when the text holds a lone surrogate
     */
    public ByteSink text(String value) {
        return bytes(Utf8.encode(value));
    }

    /** The bytes alone, without a length. */
    public ByteSink raw(byte[] value) {
        return raw(value, 0, value.length);
    }

    /** A slice of an array alone, without a length. */
    public ByteSink raw(byte[] value, int offset, int length) {
        int at = advance(length);
        System.arraycopy(value, offset, buffer, at, length);
        return this;
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** Forgets what was written and keeps the room, for the next use of the same sink. */
    public void clear() {
        size = 0;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    private int advance(int bytes) {
        int start = size;
        int end = Math.addExact(start, bytes);
        if (end > buffer.length) {
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L);
            buffer = Arrays.copyOf(buffer, Math.max(end, doubled));
        }
        size = end;
        return start;
    }

    private static void requireRange(int value, int maximum) {
        if (value < 0 || value > maximum) {
            throw new IllegalArgumentException("must be 0 to " + maximum + ": " + value);
        }
    }
}
