package io.quorate.recipe.kv.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.KvContract.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of a cache. Not thread-safe. */
final class Contents {
    private final String prefix;
    private final CacheLimits limits;
    private final TreeMap<String, Entry> entries = new TreeMap<>(KeyOrder.ORDER);
    private long bytes;

    Contents(String prefix, CacheLimits limits) {
        this.prefix = prefix;
        this.limits = limits;
    }

    Optional<Entry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    int size() {
        return entries.size();
    }

    List<Entry> withPrefix(String wanted) {
        List<Entry> found = new ArrayList<>();
        for (Map.Entry<String, Entry> each : entries.tailMap(wanted).entrySet()) {
            if (!each.getKey().startsWith(wanted)) {
                break;
            }
            found.add(each.getValue());
        }
        return found;
    }

    /** Refuses, like {@link #put}, what is more than the limits allow. */
    void apply(Change change) {
        change.entry().ifPresentOrElse(this::put, () -> remove(change.key()));
    }

    /**
     * Sets a key.
     *
     * @throws QuorateException {@code INVALID_REQUEST} when that is more than the limits allow
     */
    void put(Entry entry) {
        remove(entry.key());
        entries.put(entry.key(), entry);
        bytes += Sizes.bytes(entry);
        if (entries.size() > limits.maxEntries() || bytes > limits.maxBytes()) {
            throw QuorateException.of(
                    ErrorCode.INVALID_REQUEST,
                    CallOutcome.NOT_APPLIED,
                    "the keys with '" + prefix + "' are more than the cache may hold, " + limits.maxEntries()
                            + " keys and " + limits.maxBytes() + " bytes: give it larger limits or a longer prefix");
        }
    }

    private void remove(String key) {
        Entry before = entries.remove(key);
        if (before != null) {
            bytes -= Sizes.bytes(before);
        }
    }

    /**
     * What makes the other contents of these, in the order of the keys. A key that went and came again changes twice.
     *
     * @param revision at which keys went that are not there any more, for it is not known when
     */
    List<Change> changesTo(Contents other, long revision) {
        List<Change> changes = new ArrayList<>();
        for (Entry before : entries.values()) {
            Entry after = other.entries.get(before.key());
            if (after == null) {
                changes.add(new Change(before.key(), revision, Cause.DELETED, Optional.empty()));
            } else if (after.created() != before.created()) {
                changes.add(new Change(before.key(), after.created(), Cause.DELETED, Optional.empty()));
            }
        }
        for (Entry after : other.entries.values()) {
            Entry before = entries.get(after.key());
            if (before == null || before.modified() != after.modified() || !isEqual(before.value(), after.value())) {
                changes.add(new Change(after.key(), after.modified(), Cause.PUT, Optional.of(after)));
            }
        }
        return changes;
    }

    private static boolean isEqual(Value one, Value other) {
        if (one instanceof Value.Bytes bytes && other instanceof Value.Bytes others) {
            return Arrays.equals(bytes.bytes(), others.bytes());
        }
        return one.equals(other);
    }
}
