package io.quorate.recipe.kv.api;

/**
 * What a store is.
 *
 * @param keys how many it has
 * @param bytes of their values
 * @param historyFrom revision from which on its past can be read
 * @param historyChanges changes since then
 * @param historyBytes of the values before these changes
 * @param maxHistoryChanges most changes that it remembers
 * @param maxHistoryBytes most bytes that it remembers
 * @param lastChange revision of the newest change; 0 when nothing is known of one
 * @param store names the store: another one after it was made anew or restored; 0 for one without keys and past
 */
public record KvDescription(
        long keys,
        long bytes,
        long historyFrom,
        int historyChanges,
        long historyBytes,
        int maxHistoryChanges,
        int maxHistoryBytes,
        long lastChange,
        long store,
        long revision) {}
