package io.quorate.recipe.kv.api;

import io.quorate.recipe.FencingToken;

/** What a transaction asks before it does anything. {@link Conditions} makes them. */
public sealed interface Condition {
    /** A number of a key stands so to another number. */
    record Compare(String key, Field field, Relation relation, long number) implements Condition {
        public Compare {
            Keys.requireKey(key);
        }
    }

    /** A key holds this value, of the same type. */
    record Equals(String key, Value value) implements Condition {
        public Equals {
            Keys.requireKey(key);
        }
    }

    /**
     * So many keys begin with a prefix.
     *
     * @param number 0 to {@link KvContract#MAX_COUNTED}
     */
    record Count(String prefix, Relation relation, int number) implements Condition {
        public Count {
            Keys.requirePrefix(prefix);
            if (number < 0 || number > KvContract.MAX_COUNTED) {
                throw new IllegalArgumentException(
                        "the number must be 0 to " + KvContract.MAX_COUNTED + ", was " + number);
            }
        }
    }

    /** A hold of another recipe, such as that of a lock, has not ended. */
    record Held(String recipe, String instance, FencingToken token) implements Condition {}
}
