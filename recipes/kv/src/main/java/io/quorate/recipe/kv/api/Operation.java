package io.quorate.recipe.kv.api;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.Invocation;
import java.util.OptionalLong;

/** What a transaction does; those that change keys are commands of their own, too. {@link Operations} makes them. */
public sealed interface Operation {
    /** Reads a key, as it is after the operations before: {@link Result.Found}. */
    record Read(String key) implements Operation {
        public Read {
            Keys.requireKey(key);
        }
    }

    /**
     * Sets a key: {@link Result.Stored}.
     *
     * @param key for a sequential one, how it begins
     * @param ifVersion version that the key must have, 0 for one that is not there; else {@link KvContract#VERSION_MISMATCH}
     * @param ttlMillis log time after which the key goes by itself, 1 to the cluster's longest wait
     * @param bound the key goes with the caller's session
     * @param sequential a number is appended that is above all before in this store, 19 digits
     */
    record Put(
            String key,
            Value value,
            OptionalLong ifVersion,
            OptionalLong ttlMillis,
            @DefaultValue("false") boolean bound,
            @DefaultValue("false") boolean sequential)
            implements Operation {
        public Put {
            if (sequential) {
                Keys.requireBeginning(key);
            } else {
                Keys.requireKey(key);
            }
        }

        public Put(String key, Value value) {
            this(key, value, OptionalLong.empty(), OptionalLong.empty(), false, false);
        }
    }

    /**
     * Deletes a key: {@link Result.Deleted}.
     *
     * @param recursive all keys below it, too, {@code /} for all of the store; at most {@link KvContract#MAX_CHANGES}
     * @param ifVersion version that the key must have, 0 for one that is not there; else {@link KvContract#VERSION_MISMATCH}
     */
    record Delete(String key, @DefaultValue("false") boolean recursive, OptionalLong ifVersion) implements Operation {
        public Delete {
            if (!recursive || !key.equals("/")) {
                Keys.requireKey(key);
            }
        }

        public Delete(String key) {
            this(key, false, OptionalLong.empty());
        }
    }

    /** Adds to a {@link Value.Int64}, from 0 when there is no such key: {@link Result.Sum}. */
    record Add(String key, @DefaultValue("1") long amount) implements Operation {
        public Add {
            Keys.requireKey(key);
        }
    }

    /** Adds text to text or bytes to bytes, from nothing when there is no such key: {@link Result.Stored}. */
    record Append(String key, Value value) implements Operation {
        public Append {
            Keys.requireKey(key);
        }
    }

    /**
     * Changes parts of a {@link Value.Json} as a JSON merge patch says (RFC 7396), from nothing when there is no such key:
     * {@link Result.Stored}. The outcome has no blanks, and its members in order.
     */
    record Merge(String key, String patch) implements Operation {
        public Merge {
            Keys.requireKey(key);
        }
    }

    /**
     * Lets a key live so long from now on, and leaves its value and version: {@link Result.Stored}.
     *
     * @param ttlMillis empty to let it stay
     */
    record Touch(String key, OptionalLong ttlMillis) implements Operation {
        public Touch {
            Keys.requireKey(key);
        }
    }

    /** Runs a command of another recipe, which must not wait: {@link Result.Answer}. What it refuses, the transaction is refused for. */
    record Call(Invocation invocation) implements Operation {}
}
