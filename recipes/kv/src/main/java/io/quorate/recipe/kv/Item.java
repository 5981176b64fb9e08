package io.quorate.recipe.kv;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.Value;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is kept of a key.
 *
 * @param bytes of the value
 * @param end when it goes; empty for one that stays
 * @param session with whose end it goes; empty for one that stays
 */
public record Item(
        Value value,
        int bytes,
        long created,
        long modified,
        long version,
        Optional<End> end,
        Optional<SessionId> session) {
    /**
     * When a key goes.
     *
     * @param number of the timer
     * @param atMillis log time
     */
    public record End(long number, long atMillis) {}

    /** The first version of one that stays. */
    static Item first(Content content, long revision) {
        return new Item(content.value(), content.bytes(), revision, revision, 1, Optional.empty(), Optional.empty());
    }

    /** The next version of it. */
    Item next(Content content, long revision) {
        return new Item(content.value(), content.bytes(), created, revision, version + 1, end, session);
    }

    /** The same version, lasting as long as this. */
    Item lasting(Optional<End> newEnd, Optional<SessionId> newSession) {
        return new Item(value, bytes, created, modified, version, newEnd, newSession);
    }

    /** Another item goes at the same time. */
    boolean endsWith(Item other) {
        return number() == other.number();
    }

    /** Of its timer; 0 when it has none. */
    private long number() {
        return end.isPresent() ? end.get().number() : 0;
    }

    Entry entry(QueryContext context, String key) {
        OptionalLong left = end.isPresent()
                ? OptionalLong.of(Math.max(0, end.get().atMillis() - context.logTimeMillis()))
                : OptionalLong.empty();
        return new Entry(key, value, created, modified, version, left, session);
    }
}
