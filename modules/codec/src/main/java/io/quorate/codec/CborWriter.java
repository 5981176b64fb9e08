package io.quorate.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes deterministic CBOR; the one place that knows how its bytes are laid out. */
final class CborWriter {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int LIST = 4;
    static final int MAP = 5;
    static final int SIMPLE = 7;

    static final int FALSE = 20;
    static final int TRUE = 21;
    static final int HALF = 25;
    static final int SINGLE = 26;
    static final int DOUBLE = 27;

    private final ByteSink out = new ByteSink();
    private int depth;

    /** A map key as it is written and sorted. */
    static byte[] encodedKey(String key) {
        CborWriter writer = new CborWriter();
        writer.text(key);
        return writer.toByteArray();
    }

    /** The value, which must not be null. */
    static Object present(@Nullable Object value) {
        if (value == null) {
            throw new CodecException("null is not allowed; what may be absent is an Optional");
        }
        return value;
    }

    void bool(boolean value) {
        out.u8(SIMPLE << 5 | (value ? TRUE : FALSE));
    }

    void integer(long value) {
        if (value >= 0) {
            head(UNSIGNED, value);
        } else {
            head(NEGATIVE, ~value);
        }
    }

    void real(double value) {
        float single = (float) value;
        int half = Double.isNaN(value) ? HalfFloat.NAN : HalfFloat.exactBits(single);
        if (Double.isNaN(value) || (single == value && half != HalfFloat.NOT_REPRESENTABLE)) {
            out.u8(SIMPLE << 5 | HALF).u16(half);
        } else if (single == value) {
            out.u8(SIMPLE << 5 | SINGLE).i32(Float.floatToRawIntBits(single));
        } else {
            out.u8(SIMPLE << 5 | DOUBLE).i64(Double.doubleToRawLongBits(value));
        }
    }

    void bytes(byte[] value) {
        head(BYTES, value.length);
        out.raw(value);
    }

    void text(String value) {
        byte[] utf8 = Utf8.encode(value);
        head(TEXT, utf8.length);
        out.raw(utf8);
    }

    void list(List<?> elements, BiConsumer<CborWriter, Object> element) {
        open(LIST, elements.size());
        int index = 0;
        for (Object value : elements) {
            try {
                element.accept(this, present(value));
            } catch (CodecException e) {
                throw e.inside("[" + index + "]");
            }
            index++;
        }
        close();
    }

    void map(Map<?, ?> entries, BiConsumer<CborWriter, Object> element) {
        open(MAP, entries.size());
        Entry[] sorted = new Entry[entries.size()];
        int count = 0;
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new CodecException("map key " + entry.getKey() + " is no String");
            }
            sorted[count++] = new Entry(name, encodedKey(name), entry.getValue());
        }
        Arrays.sort(sorted, (left, right) -> Arrays.compareUnsigned(left.key, right.key));
        for (Entry entry : sorted) {
            key(entry.key);
            try {
                element.accept(this, present(entry.value));
            } catch (CodecException e) {
                throw e.inside(CodecException.shortened(entry.name));
            }
        }
        close();
    }

    /** Starts a map whose {@code size} entries the caller writes in order, {@link #key} first, until {@link #close}. */
    void openMap(int size) {
        open(MAP, size);
    }

    void key(byte[] encodedKey) {
        out.raw(encodedKey);
    }

    void close() {
        depth--;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    private void open(int majorType, int size) {
        if (++depth > Cbor.MAX_DEPTH) {
            throw new CodecException("nested deeper than " + Cbor.MAX_DEPTH + " levels");
        }
        head(majorType, size);
    }

    private void head(int majorType, long argument) {
        int major = majorType << 5;
        if (argument < 24) {
            out.u8(major | (int) argument);
        } else if (argument <= 0xFF) {
            out.u8(major | 24).u8((int) argument);
        } else if (argument <= 0xFFFF) {
            out.u8(major | 25).u16((int) argument);
        } else if (argument <= 0xFFFF_FFFFL) {
            out.u8(major | 26).i32((int) argument);
        } else {
            out.u8(major | 27).i64(argument);
        }
    }

    private record Entry(String name, byte[] key, @Nullable Object value) {}
}
