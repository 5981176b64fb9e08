package io.quorate.recipe.kv.api;

/** What a key holds. */
public sealed interface Value {
    /** What it is, as messages name it. */
    default String kind() {
        if (this instanceof Text) {
            return "text";
        } else if (this instanceof Bytes) {
            return "bytes";
        }
        return this instanceof Json ? "JSON" : "a number of 64 bits";
    }

    /** Text; {@link Operation.Append} adds to its end. */
    record Text(String text) implements Value {}

    /** A number of 64 bits; {@link Operation.Add} adds to it. */
    record Int64(long number) implements Value {}

    /** Bytes, which are not to be changed; {@link Operation.Append} adds to their end. */
    record Bytes(byte[] bytes) implements Value {}

    /** A JSON value (RFC 8259) of at most {@link KvContract#MAX_JSON_CHARS}; {@link Operation.Merge} changes parts of it. */
    record Json(String json) implements Value {}
}
