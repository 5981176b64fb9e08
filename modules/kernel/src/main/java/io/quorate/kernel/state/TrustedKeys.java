package io.quorate.kernel.state;

import io.quorate.kernel.BundleKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whose signatures of bundles are taken, by the names that people gave them. */
public record TrustedKeys(SortedMap<String, Trusted> keys) {
    /**
     * A key, and the revision since which it is trusted.
     *
     * @param bytes of the key
     */
    public record Trusted(byte[] bytes, long revision) {
        public BundleKey key() {
            return BundleKey.of(bytes);
        }
    }

    public TrustedKeys {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    /** The row of the state; nobody when there is none. */
    public static TrustedKeys of(Rows rows) {
        byte @Nullable [] row = rows.get(Keys.trustedKeys());
        return row == null ? new TrustedKeys(new TreeMap<>()) : StateRows.TRUSTED_KEYS.decode(row);
    }

    /** The name under which a key is trusted. */
    public Optional<String> nameOf(BundleKey key) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().key().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public TrustedKeys with(String name, BundleKey key, long revision) {
        SortedMap<String, Trusted> more = new TreeMap<>(keys);
        more.put(name, new Trusted(key.bytes(), revision));
        return new TrustedKeys(more);
    }

    public TrustedKeys without(String name) {
        SortedMap<String, Trusted> fewer = new TreeMap<>(keys);
        fewer.remove(name);
        return new TrustedKeys(fewer);
    }
}
