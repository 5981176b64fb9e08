package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.kernel.ClusterKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was set of the configuration that all members share.
 *
 * @param version counts the changes
 * @param values of the keys that were set, by their names, each in its base unit
 */
public record ConfigurationRow(long version, SortedMap<String, Long> values) {
    private static final int FORMAT = 1;
    private static final int MAX_KEY_BYTES = 64;

    public ConfigurationRow {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The row of the state; nothing was set when there is none. */
    public static ConfigurationRow of(Rows rows) {
        byte @Nullable [] row = rows.get(Keys.configuration());
        return row == null ? new ConfigurationRow(0, new TreeMap<>()) : decode(row);
    }

    /** The row after one more change. */
    public ConfigurationRow with(ClusterKey key, long value) {
        SortedMap<String, Long> changed = new TreeMap<>(values);
        changed.put(key.key(), value);
        return new ConfigurationRow(version + 1, changed);
    }

    /** The row after one more change, by which a key gets its default again. */
    public ConfigurationRow without(ClusterKey key) {
        SortedMap<String, Long> changed = new TreeMap<>(values);
        changed.remove(key.key());
        return new ConfigurationRow(version + 1, changed);
    }

    public byte[] encode() {
        ByteSink out = new ByteSink(64).u8(FORMAT).varint(version).varint(values.size());
        values.forEach((key, value) -> out.text(key).varint(value));
        return out.toByteArray();
    }

    public static ConfigurationRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "configuration row");
        long version = in.varint();
        long size = in.varint();
        SortedMap<String, Long> values = new TreeMap<>();
        for (long i = 0; i < size; i++) {
            values.put(in.text(MAX_KEY_BYTES), in.varint());
        }
        in.expectEnd();
        return new ConfigurationRow(version, values);
    }
}
