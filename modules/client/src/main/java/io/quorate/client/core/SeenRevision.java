package io.quorate.client.core;

/** Newest revision that this client has heard of: what it reads must not be older. */
final class SeenRevision {
    private long value;

    long value() {
        return value;
    }

    void see(long revision) {
        value = Math.max(value, revision);
    }

    /** Revisions count anew after a restore. */
    void forget() {
        value = 0;
    }
}
