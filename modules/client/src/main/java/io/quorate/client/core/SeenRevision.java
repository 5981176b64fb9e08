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

    /** The cluster is not the one whose revisions these were; after a restore in the same one they go on above. */
    void forget() {
        value = 0;
    }
}
