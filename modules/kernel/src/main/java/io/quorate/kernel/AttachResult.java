package io.quorate.kernel;

/** Answer to an attach. */
public sealed interface AttachResult {
    /**
     * The link has the session now.
     *
     * @param incarnation of the session from now on
     * @param lastSequence calls up to this number were applied
     */
    record Attached(int incarnation, long lastSequence) implements AttachResult {}

    record Refused(Problem problem) implements AttachResult {}
}
