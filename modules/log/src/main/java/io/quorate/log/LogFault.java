package io.quorate.log;

/**
 * Why a log stopped for good.
 *
 * @param what what went wrong, where (file, offset) and what to do, for people
 */
public record LogFault(Kind kind, String what) {
    /** Families of faults. */
    public enum Kind {
        /** A write or fsync failed; it is never retried, since the kernel may have dropped the dirty pages. */
        DISK,
        /** Bytes below the durable mark do not validate. */
        DAMAGE,
        /** A newer release wrote it. */
        FORMAT,
        /** An assertion of the protocol failed. */
        INVARIANT
    }
}
