package io.quorate.recipe.kv.api;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How a key is set, such as {@code PutOptions.NONE.ttl(Duration.ofMinutes(5)).ifAbsent()}.
 *
 * @param ifVersion version that the key must have, 0 for one that is not there; else {@link KvContract#VERSION_MISMATCH}
 * @param ttlMillis log time after which the key goes by itself
 * @param isBound the key goes with the session of this client
 * @param isSequential a number is appended to the key that is above all before in this store, {@link Keys#NUMBER_DIGITS} digits
 */
public record PutOptions(OptionalLong ifVersion, OptionalLong ttlMillis, boolean isBound, boolean isSequential) {
    /** It stays, whatever was there. */
    public static final PutOptions NONE = new PutOptions(OptionalLong.empty(), OptionalLong.empty(), false, false);

    /** Only if the key has this version. */
    public PutOptions ifVersion(long version) {
        return new PutOptions(OptionalLong.of(version), ttlMillis, isBound, isSequential);
    }

    /** Only if there is no such key. */
    public PutOptions ifAbsent() {
        return ifVersion(0);
    }

    /**
     * For so long, until it is set or {@link KvStore#touch touched} again.
     *
     * @param ttl 1 ms to the cluster's longest wait
     */
    public PutOptions ttl(Duration ttl) {
        return new PutOptions(ifVersion, OptionalLong.of(millis(ttl)), isBound, isSequential);
    }

    /** Until this client's session ends. */
    public PutOptions bound() {
        return new PutOptions(ifVersion, ttlMillis, true, isSequential);
    }

    /** Under a key with a number behind it; {@link Result.Stored#key} tells it. */
    public PutOptions sequential() {
        return new PutOptions(ifVersion, ttlMillis, isBound, true);
    }

    Operation.Put put(String key, Value value) {
        return new Operation.Put(key, value, ifVersion, ttlMillis, isBound, isSequential);
    }

    static long millis(Duration ttl) {
        if (ttl.toMillis() < 1) {
            throw new IllegalArgumentException("a key lives for 1 ms at least, not for " + ttl);
        }
        return ttl.toMillis();
    }
}
