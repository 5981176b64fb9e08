package io.quorate.recipe.kv.api;

import io.quorate.recipe.FencingToken;

/** Makes what a {@link Transaction} asks. */
public final class Conditions {
    private Conditions() {}

    public static Condition exists(String key) {
        return version(key, Relation.GREATER, 0);
    }

    public static Condition isAbsent(String key) {
        return version(key, Relation.EQUAL, 0);
    }

    /** How often it was set since it was made; 0 for a key that is not there. */
    public static Condition version(String key, Relation relation, long version) {
        return new Condition.Compare(key, Field.VERSION, relation, version);
    }

    /** Revision that set its value; 0 for a key that is not there. */
    public static Condition modified(String key, Relation relation, long revision) {
        return new Condition.Compare(key, Field.MODIFIED, relation, revision);
    }

    /** Revision that made it; 0 for a key that is not there. */
    public static Condition created(String key, Relation relation, long revision) {
        return new Condition.Compare(key, Field.CREATED, relation, revision);
    }

    /** The key holds exactly what was read: it was neither set since, nor deleted and made anew. */
    public static Condition unchanged(Entry entry) {
        return modified(entry.key(), Relation.EQUAL, entry.modified());
    }

    /** Its value is a number that stands so to another one. */
    public static Condition number(String key, Relation relation, long number) {
        return new Condition.Compare(key, Field.NUMBER, relation, number);
    }

    /** It holds this value, of the same type. */
    public static Condition holds(String key, Value value) {
        return new Condition.Equals(key, value);
    }

    /**
     * So many keys begin with a prefix.
     *
     * @param number 0 to {@link KvContract#MAX_COUNTED}
     */
    public static Condition count(String prefix, Relation relation, int number) {
        return new Condition.Count(prefix, relation, number);
    }

    /** A hold of another recipe has not ended, such as that of a lock: {@code isHeld("lock", "jobs", handle.token())}. */
    public static Condition isHeld(String recipe, String instance, FencingToken token) {
        return new Condition.Held(recipe, instance, token);
    }
}
