package io.quorate.storage;

import org.jspecify.annotations.Nullable;

/**
 * A row of a store or of a layer over it. Ownership: neither array may be changed any more.
 *
 * @param key 1 to {@link StateStore#MAX_KEY_BYTES} bytes
 * @param value null marks a deletion: the row hides an older one of the same key
 */
public record Row(byte[] key, byte @Nullable [] value) {}
