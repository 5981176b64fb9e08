package io.quorate.testkit;

import io.quorate.codec.RecordCodec;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/** Records as bytes, and bytes for people. */
final class Bytes {
    private static final int MAX_SHOWN = 3;

    static {
        // The codec reads records by reflection, and not all of the kit's are public.
        Bytes.class.getModule().addOpens(Bytes.class.getPackageName(), RecordCodec.class.getModule());
    }

    private Bytes() {}

    static byte[] of(Record value) {
        return RecordCodec.bytesOf(value);
    }

    static <R> R decode(Class<R> type, byte[] bytes) {
        return RecordCodec.of(type).decode(bytes);
    }

    /** Text as it is, and every other byte as its number. */
    static String shown(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            if (each >= ' ' && each <= '~' && each != '\\') {
                text.append((char) each);
            } else {
                text.append('\\').append(each & 0xff);
            }
        }
        return text.toString();
    }

    /** The first few rows that differ. */
    static String difference(SortedMap<String, byte[]> one, SortedMap<String, byte[]> other) {
        StringBuilder text = new StringBuilder();
        TreeSet<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        int found = 0;
        for (String key : keys) {
            if (!Arrays.equals(one.get(key), other.get(key)) && found++ < MAX_SHOWN) {
                text.append("\n  row ").append(key).append(": ").append(shown(one, key));
                text.append(" and ").append(shown(other, key));
            }
        }
        return text + (found > MAX_SHOWN ? "\n  and " + (found - MAX_SHOWN) + " more" : "");
    }

    private static String shown(Map<String, byte[]> rows, String key) {
        byte[] value = rows.get(key);
        return value == null ? "nothing" : "'" + shown(value) + "'";
    }
}
