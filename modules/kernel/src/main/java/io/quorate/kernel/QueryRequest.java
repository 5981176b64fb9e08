package io.quorate.kernel;

/**
 * A read as a client sent it.
 *
 * @param minRevision for {@link ReadLevel#SESSION}: state of at least this revision is read
 */
public record QueryRequest(
        ReadLevel level, long minRevision, Address address, int contract, String query, byte[] body) {
    /** How new the state is that is read. */
    public enum ReadLevel {
        /** Confirmed by a quorum round that began after the query came. */
        LINEARIZABLE,
        /** At least what the session has seen. */
        SESSION,
        /** What this node has. */
        STALE
    }
}
