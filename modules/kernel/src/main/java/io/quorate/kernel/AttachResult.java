package io.quorate.kernel;

/** Answer to an attach. */
public sealed interface AttachResult {
    /** The link has the session now; calls up to this number were applied. */
    record Attached(long lastSequence) implements AttachResult {}

    record Refused(Problem problem) implements AttachResult {}
}
