package io.quorate.recipe.queue.api;

/**
 * What a queue is bounded by, and what holds for items and leases that say nothing else.
 *
 * @param maxItems items that are not acknowledged, dead letters apart; 1 to {@link #MOST_ITEMS}
 * @param maxBytes of their payloads
 * @param leaseMillis of log time that a lease lasts
 * @param maxAttempts after so many an item is a dead letter; 1 to {@link #MOST_ATTEMPTS}
 * @param ageingMillis an item that is ready so much earlier goes before one whose priority is higher by one; 0 when priorities
 *     count for nothing
 * @param maxDead dead letters that are kept; when there are more, the one that was offered first is dropped
 * @param maxRemembered deduplication ids that are remembered
 */
public record QueueSettings(
        long maxItems,
        long maxBytes,
        long leaseMillis,
        int maxAttempts,
        long ageingMillis,
        long maxDead,
        long maxRemembered) {
    /** Largest bound of items, of dead letters and of deduplication ids. */
    public static final long MOST_ITEMS = 100_000_000;

    /** Largest bound of bytes. */
    public static final long MOST_BYTES = 1L << 40;

    /** Largest bound of attempts. */
    public static final int MOST_ATTEMPTS = 1_000;

    /** Longest step of ageing, a day in ms. */
    public static final long MOST_AGEING_MILLIS = 86_400_000;

    /** A million items, 1 GiB, leases of 30 s, 10 attempts, ageing by a minute, 10,000 dead letters, 100,000 ids. */
    public static final QueueSettings DEFAULT =
            new QueueSettings(1_000_000, 1L << 30, 30_000, 10, 60_000, 10_000, 100_000);

    public QueueSettings {
        requireWithin("maxItems", maxItems, 1, MOST_ITEMS);
        requireWithin("maxBytes", maxBytes, 1, MOST_BYTES);
        requireWithin("leaseMillis", leaseMillis, 1, QueueContract.MAX_LEASE_MILLIS);
        requireWithin("maxAttempts", maxAttempts, 1, MOST_ATTEMPTS);
        requireWithin("ageingMillis", ageingMillis, 0, MOST_AGEING_MILLIS);
        requireWithin("maxDead", maxDead, 0, MOST_ITEMS);
        requireWithin("maxRemembered", maxRemembered, 0, MOST_ITEMS);
    }

    private static void requireWithin(String component, long number, long least, long most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(component + " must be " + least + " to " + most + ", was " + number);
        }
    }

    public QueueSettings withMaxItems(long items) {
        return new QueueSettings(items, maxBytes, leaseMillis, maxAttempts, ageingMillis, maxDead, maxRemembered);
    }

    public QueueSettings withMaxBytes(long bytes) {
        return new QueueSettings(maxItems, bytes, leaseMillis, maxAttempts, ageingMillis, maxDead, maxRemembered);
    }

    public QueueSettings withLeaseMillis(long millis) {
        return new QueueSettings(maxItems, maxBytes, millis, maxAttempts, ageingMillis, maxDead, maxRemembered);
    }

    public QueueSettings withMaxAttempts(int attempts) {
        return new QueueSettings(maxItems, maxBytes, leaseMillis, attempts, ageingMillis, maxDead, maxRemembered);
    }

    public QueueSettings withAgeingMillis(long millis) {
        return new QueueSettings(maxItems, maxBytes, leaseMillis, maxAttempts, millis, maxDead, maxRemembered);
    }

    public QueueSettings withMaxDead(long letters) {
        return new QueueSettings(maxItems, maxBytes, leaseMillis, maxAttempts, ageingMillis, letters, maxRemembered);
    }

    public QueueSettings withMaxRemembered(long ids) {
        return new QueueSettings(maxItems, maxBytes, leaseMillis, maxAttempts, ageingMillis, maxDead, ids);
    }
}
