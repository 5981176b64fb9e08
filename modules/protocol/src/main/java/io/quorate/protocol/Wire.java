package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import java.util.ArrayList;
import java.util.List;

/** Forms that several messages share. */
final class Wire {
    private Wire() {}

    static int intVarint(ByteSource in, String what) {
        long value = in.varint();
        if (value > Integer.MAX_VALUE) {
            throw new CodecException(what + " " + value + " at byte " + in.position() + " is above 2^31 - 1");
        }
        return (int) value;
    }

    static int group(ByteSource in) {
        return intVarint(in, "group");
    }

    static int count(ByteSource in, int most, String what) {
        int count = intVarint(in, what);
        if (count > most) {
            throw new CodecException(count + " " + what + " at byte " + in.position() + ", allowed are " + most);
        }
        return count;
    }

    static void writeLongs(ByteSink out, List<Long> values) {
        out.varint(values.size());
        for (long value : values) {
            out.varint(value);
        }
    }

    static List<Long> readLongs(ByteSource in, int most, String what) {
        int count = count(in, most, what);
        List<Long> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(in.varint());
        }
        return values;
    }
}
