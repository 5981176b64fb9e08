package io.quorate.recipe.kv.api;

import io.quorate.recipe.Invocation;
import java.time.Duration;
import java.util.OptionalLong;

/** Makes what a {@link Transaction} does. */
public final class Operations {
    private Operations() {}

    /** Reads a key as it is after the operations before. */
    public static Operation get(String key) {
        return new Operation.Read(key);
    }

    public static Operation put(String key, Value value) {
        return new Operation.Put(key, value);
    }

    public static Operation put(String key, Value value, PutOptions options) {
        return options.put(key, value);
    }

    /** Nothing is done when there is no such key. */
    public static Operation delete(String key) {
        return new Operation.Delete(key);
    }

    /** Deletes a key and all below it, at most {@link KvContract#MAX_CHANGES}. */
    public static Operation deleteTree(String key) {
        return new Operation.Delete(key, true, OptionalLong.empty());
    }

    /** Adds to a number, from 0 when there is no such key. */
    public static Operation add(String key, long amount) {
        return new Operation.Add(key, amount);
    }

    /** Adds text to text, or bytes to bytes. */
    public static Operation append(String key, Value value) {
        return new Operation.Append(key, value);
    }

    /** Changes parts of a JSON value as a merge patch says (RFC 7396). */
    public static Operation merge(String key, String patch) {
        return new Operation.Merge(key, patch);
    }

    /** Lets a key live so long from now on. */
    public static Operation touch(String key, Duration ttl) {
        return new Operation.Touch(key, OptionalLong.of(PutOptions.millis(ttl)));
    }

    /** Lets a key stay. */
    public static Operation keep(String key) {
        return new Operation.Touch(key, OptionalLong.empty());
    }

    /** Runs a command of another recipe, which must not wait. What it refuses, the transaction is refused for. */
    public static Operation call(Invocation invocation) {
        return new Operation.Call(invocation);
    }
}
