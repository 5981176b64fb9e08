package io.quorate.recipe.kv.api;

/**
 * How much a {@link NearCache} may hold.
 *
 * @param maxEntries most keys
 * @param maxBytes most bytes of keys and values, about, with what is around each
 */
public record CacheLimits(int maxEntries, long maxBytes) {
    /** 100,000 keys and 64 MiB. */
    public static final CacheLimits DEFAULT = new CacheLimits(100_000, 64L * 1024 * 1024);

    public CacheLimits {
        if (maxEntries < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "a cache holds at least 1 key and 1 byte, not " + maxEntries + " and " + maxBytes);
        }
    }
}
