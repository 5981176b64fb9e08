package io.quorate.recipe.kv;

/**
 * What a store is as a whole.
 *
 * @param born revision that made it
 * @param lastNumber last of the numbers that name timers and sequential keys
 * @param forgotten changes up to this revision are not remembered, at least not all of them
 * @param lastChange revision of the newest change
 * @param nextOrdinal number of the next change of that revision
 * @param changes that are remembered
 * @param pastBytes of the values before them
 */
public record Book(
        long born,
        long keys,
        long bytes,
        long lastNumber,
        long forgotten,
        long lastChange,
        int nextOrdinal,
        int changes,
        long pastBytes) {
    static Book bornAt(long revision) {
        return new Book(revision, 0, 0, 0, revision - 1, 0, 0, 0, 0);
    }

    Book holding(long moreKeys, long moreBytes) {
        return new Book(
                born,
                keys + moreKeys,
                bytes + moreBytes,
                lastNumber,
                forgotten,
                lastChange,
                nextOrdinal,
                changes,
                pastBytes);
    }

    Book numbered(long number) {
        return new Book(born, keys, bytes, number, forgotten, lastChange, nextOrdinal, changes, pastBytes);
    }

    /** After a change; {@link #nextOrdinal} of this one is that of the change. */
    Book changedAt(long revision) {
        return new Book(
                born, keys, bytes, lastNumber, forgotten, revision, ordinalAt(revision) + 1, changes, pastBytes);
    }

    int ordinalAt(long revision) {
        return lastChange == revision ? nextOrdinal : 0;
    }

    Book remembering(long moreBytes) {
        return new Book(
                born, keys, bytes, lastNumber, forgotten, lastChange, nextOrdinal, changes + 1, pastBytes + moreBytes);
    }

    Book forgetting(long revision, int fewerChanges, long fewerBytes) {
        return new Book(
                born,
                keys,
                bytes,
                lastNumber,
                revision,
                lastChange,
                nextOrdinal,
                changes - fewerChanges,
                pastBytes - fewerBytes);
    }
}
