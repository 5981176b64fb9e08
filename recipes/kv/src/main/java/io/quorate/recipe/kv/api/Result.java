package io.quorate.recipe.kv.api;

import java.util.Optional;

/** What came of an {@link Operation}. */
public sealed interface Result {
    /** What a key holds; empty when there is no such key. */
    record Found(Optional<Entry> entry) implements Result {}

    /**
     * A key was set.
     *
     * @param key of a sequential one, with its number; empty for others, whose key the caller knows
     * @param revision that set its value; an earlier one for {@link Operation.Touch}
     */
    record Stored(Optional<String> key, long version, long revision) implements Result {}

    /**
     * Keys were deleted.
     *
     * @param keys how many
     */
    record Deleted(int keys) implements Result {}

    /** A number after {@link Operation.Add}. */
    record Sum(long number, long version) implements Result {}

    /**
     * Another recipe did something.
     *
     * @param reply of its command, encoded
     */
    record Answer(byte[] reply) implements Result {}
}
