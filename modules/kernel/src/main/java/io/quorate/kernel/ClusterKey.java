package io.quorate.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The configuration that all members share: bounds that decide what an entry does to the state, so that they must be equal
 * at every index. Each is changed by a command in the log.
 */
public enum ClusterKey {
    MIN_TTL(
            "session.min-ttl",
            Units.DURATION,
            "1 s",
            "100 ms",
            "1 h",
            "Shortest time to live of a session; a shorter wish is raised."),
    MAX_TTL(
            "session.max-ttl",
            Units.DURATION,
            "5 min",
            "1 s",
            "1 d",
            "Longest time to live of a session; a longer wish is lowered."),
    MAX_SESSIONS("session.max-count", Units.COUNT, "200000", "1", "10000000", "Live sessions."),
    MAX_UNACKNOWLEDGED(
            "session.max-results",
            Units.COUNT,
            "16384",
            "16",
            "1000000",
            "Results of one session that its client has not acknowledged."),
    MAX_PARKED("session.max-parked", Units.COUNT, "16384", "1", "1000000", "Calls of one session that wait."),
    MAX_SESSION_REPLY_BYTES(
            "session.max-reply-size", Units.SIZE, "1 MiB", "64 KiB", "1 GiB", "Stored replies of one session."),
    TOMBSTONE(
            "session.tombstone",
            Units.DURATION,
            "10 min",
            "1 s",
            "1 d",
            "For which an ended session's results are kept, in log time."),
    MAX_REPLY_BYTES("reply.max-size", Units.SIZE, "16 KiB", "1 KiB", "64 KiB", "Stored reply of one command."),
    MAX_GROUP_REPLY_BYTES(
            "reply.max-total-size", Units.SIZE, "256 MiB", "1 MiB", "16 GiB", "Stored replies of all sessions."),
    MAX_VALUE_BYTES("value.max-size", Units.SIZE, "1 MiB", "1 KiB", "1 MiB", "Value of one row."),
    MAX_WAITERS("instance.max-waiters", Units.COUNT, "10000", "1", "1000000", "Calls that wait at one instance."),
    MAX_WAIT("call.max-wait", Units.DURATION, "30 d", "1 s", "365 d", "Longest wait of a call, and longest timer."),
    MAX_EVENTS("command.max-events", Units.COUNT, "256", "1", "4096", "Events of one command."),
    MAX_STEPS(
            "command.max-steps",
            Units.COUNT,
            "1000000",
            "100000",
            "100000000",
            "Metered steps of one command, hook or query."),
    MAX_MIGRATED_INSTANCES(
            "bundle.max-migrated",
            Units.COUNT,
            "100000",
            "1",
            "1000000",
            "Instances that a new version of a recipe migrates at once."),
    MAX_MIGRATED_BYTES(
            "bundle.max-migrated-size",
            Units.SIZE,
            "64 MiB",
            "1 MiB",
            "1 GiB",
            "Rows that a new version of a recipe writes at once when it migrates instances."),
    MAX_TIMERS_PER_ENTRY("entry.max-timers", Units.COUNT, "1000", "1", "100000", "Timers that one log entry fires."),
    MAX_ENDS_PER_ENTRY(
            "entry.max-ends",
            Units.COUNT,
            "64",
            "1",
            "10000",
            "Instances that one log entry tells of a session's end."),
    CHECK_PERIOD(
            "state.check-period",
            Units.DURATION,
            "1 d",
            "1 min",
            "365 d",
            "After which the nodes compare all their rows again, by themselves."),
    MAX_REMOVED_PER_ENTRY(
            "entry.max-removed",
            Units.COUNT,
            "1000",
            "1",
            "100000",
            "Rows of a deleted namespace that one log entry removes."),
    MAX_NAMESPACES("namespace.max-count", Units.COUNT, "1000", "1", "100000", "Namespaces besides the default one."),
    MAX_STATE_BYTES("state.max-size", Units.SIZE, "16 GiB", "1 MiB", "16 TiB", "What all namespaces hold together."),
    MAX_SWITCHED(
            "restore.max-switched",
            Units.COUNT,
            "200000",
            "1",
            "10000000",
            "Instances, timers, holds, sessions and waiting calls that a restore switches at once."),
    BUNDLE_TRUST(
            "bundle.trust",
            Choice.between((Object[]) BundleTrust.values()),
            "off",
            "off",
            "required",
            "Whether a bundle must be signed by a trusted key, or its digest trusted.");

    private final String key;
    /** Of its scale. */
    private final String base;

    private final long defaultValue;
    private final long least;
    private final long most;
    private final String description;

    ClusterKey(String key, Scale scale, String defaultValue, String least, String most, String description) {
        this.key = key;
        this.base = scale.base();
        this.defaultValue = scale.parse(defaultValue).orElseThrow();
        this.least = scale.parse(least).orElseThrow();
        this.most = scale.parse(most).orElseThrow();
        this.description = description;
    }

    /** Empty when there is no such key. */
    public static Optional<ClusterKey> named(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /** All of them, as {@link #key()} writes them. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(ClusterKey::key).toList();
    }

    /** As operators write it. */
    public String key() {
        return key;
    }

    public Scale scale() {
        return Scale.of(base).orElseThrow();
    }

    /** A number of its scale, like all values. */
    public long defaultValue() {
        return defaultValue;
    }

    public long least() {
        return least;
    }

    public long most() {
        return most;
    }

    public String description() {
        return description;
    }

    /** What may be set, for a message. */
    public String allowed() {
        return scale().allowed(least, most);
    }
}
