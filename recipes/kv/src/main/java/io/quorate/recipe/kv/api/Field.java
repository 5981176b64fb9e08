package io.quorate.recipe.kv.api;

/** A number that a key has. */
public enum Field {
    /** Revision that made it; 0 when there is no such key. */
    CREATED,
    /** Revision that set its value; 0 when there is no such key. */
    MODIFIED,
    /** How often its value was set; 0 when there is no such key. */
    VERSION,
    /** Its value, a {@link Value.Int64}; a key that is not there, or holds something else, stands in no relation to any number. */
    NUMBER
}
