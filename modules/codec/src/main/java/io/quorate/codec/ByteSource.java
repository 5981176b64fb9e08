package io.quorate.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads what {@link ByteSink} wrote from a slice of an array, which must not change meanwhile. Not for use by several
 * threads. Every read checks the bounds and throws {@link CodecException} with the position when the bytes do not fit.
 */
public final class ByteSource {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int start;
    private final int end;
    private int next;

    public ByteSource(byte[] array) {
        this(array, 0, array.length);
    }

    /**
     * A source over {@code length} bytes from {@code offset}.
     *
     * @throws IndexOutOfBoundsException when the slice does not lie in the array
     */
    public ByteSource(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.start = offset;
        this.end = offset + length;
        this.next = offset;
    }

    /** One byte, 0 to 255. */
    public int u8() {
        return array[advance(1)] & 0xFF;
    }

    /** Two bytes, 0 to 65,535. */
    public int u16() {
        return (short) SHORT.get(array, advance(Short.BYTES)) & 0xFFFF;
    }

    /** Four bytes, signed. */
    public int i32() {
        return (int) INT.get(array, advance(Integer.BYTES));
    }

    /** Eight bytes, signed. */
    public long i64() {
        return (long) LONG.get(array, advance(Long.BYTES));
    }

    /** A {@link ByteSink#varint} in its shortest form; longer forms and numbers above 2^63 - 1 are refused. */
    public long varint() {
        int from = position();
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            int group = u8();
            value |= (long) (group & 0x7F) << shift;
            if (group <= 0x7F) {
                if (group == 0 && shift > 0) {
                    throw new CodecException("varint not in its shortest form at byte " + from);
                }
                return value;
            }
        }
        throw new CodecException("varint of more than 9 bytes at byte " + from);
    }

    /** One byte that must be 0 or 1. */
    public boolean bool() {
        int value = u8();
        if (value > 1) {
            throw new CodecException(
                    "boolean byte is " + value + " at byte " + (position() - 1) + "; allowed are 0 and 1");
        }
        return value == 1;
    }

    /** What {@link ByteSink#bytes} wrote, as a new array of at most {@code maxLength} bytes. */
    public byte[] bytes(int maxLength) {
        return raw(length(maxLength));
    }

    /** What {@link ByteSink#text} wrote, at most {@code maxLength} bytes of UTF-8. */
    public String text(int maxLength) {
        return utf8(length(maxLength));
    }

    /** The next {@code length} bytes as a new array. */
    public byte[] raw(int length) {
        int from = advance(length);
        return Arrays.copyOfRange(array, from, from + length);
    }

    /** Bytes read so far, counted from the start of the slice. */
    public int position() {
        return next - start;
    }

    /** Bytes not read yet. */
    public int remaining() {
        return end - next;
    }

    /** Throws when anything is left. */
    public void expectEnd() {
        if (next < end) {
            throw new CodecException(remaining() + " trailing bytes at byte " + position() + "; nothing may follow");
        }
    }

    /** The next {@code length} bytes as text. */
    String utf8(int length) {
        int at = position();
        int from = advance(length);
        try {
            return Utf8.decode(array, from, length);
        } catch (CodecException e) {
            throw new CodecException(e.getMessage() + " (byte " + at + ")");
        }
    }

    void skip(int length) {
        advance(length);
    }

    void rewind(int position) {
        next = start + position;
    }

    /** Compares the bytes between two positions with {@code other}, unsigned. */
    int compareRange(int from, int to, byte[] other) {
        return Arrays.compareUnsigned(array, start + from, start + to, other, 0, other.length);
    }

    /** Compares the bytes of two ranges of positions, unsigned. */
    int compareRanges(int from, int to, int otherFrom, int otherTo) {
        return Arrays.compareUnsigned(array, start + from, start + to, array, start + otherFrom, start + otherTo);
    }

    private int length(int maxLength) {
        int from = position();
        long length = varint();
        if (length > maxLength) {
            throw new CodecException("length " + length + " at byte " + from + "; at most " + maxLength);
        }
        return (int) length;
    }

    private int advance(int bytes) {
        if (bytes < 0 || bytes > end - next) {
            throw new CodecException(
                    "ends too early: " + bytes + " bytes needed at byte " + position() + ", " + remaining() + " left");
        }
        int from = next;
        next += bytes;
        return from;
    }
}
