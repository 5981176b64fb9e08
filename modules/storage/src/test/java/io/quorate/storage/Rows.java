package io.quorate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Rows as text, so that tests can compare them. */
public final class Rows {
    public static final byte[] START = {};

    private Rows() {}

    public static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    public static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    public static AppliedMark mark(long index) {
        return new AppliedMark(index, 1);
    }

    public static void put(StateStore store, String key, String value) {
        store.put(bytes(key), bytes(value));
    }

    public static void delete(StateStore store, String key) {
        store.delete(bytes(key));
    }

    public static String get(StateStore store, String key) {
        return text(store.get(bytes(key)));
    }

    /** All rows as {@code key=value}. */
    public static List<String> of(StateStore store) {
        return of(store.scan(START, null));
    }

    public static List<String> of(StoreSnapshot snapshot) {
        return of(snapshot.scan(START, null));
    }

    public static List<String> of(RowCursor cursor) {
        List<String> rows = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                rows.add(text(cursor.key()) + "=" + text(cursor.value()));
            }
        }
        return rows;
    }

    /** As {@link #of(RowCursor)} in hexadecimal, for keys and values that are no text. */
    public static List<String> hex(RowCursor cursor) {
        List<String> rows = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                rows.add(hex(cursor.key()) + "=" + hex(cursor.value()));
            }
        }
        return rows;
    }

    public static List<String> hex(NavigableMap<byte[], byte[]> map) {
        List<String> rows = new ArrayList<>();
        map.forEach((key, value) -> rows.add(hex(key) + "=" + hex(value)));
        return rows;
    }

    public static String hex(byte[] bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }

    public static NavigableMap<byte[], byte[]> emptyMap() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }
}
