package io.quorate.kernel.state;

/**
 * What was done to the active recipes, or tried.
 *
 * @param by label of the session that asked for it; empty when it has gone
 * @param detail why it failed
 */
public record BundleChange(
        Kind kind, String recipe, String version, String digest, long calendarMillis, String by, String detail) {
    /** What became of it. */
    public enum Kind {
        DEPLOYED,
        ROLLED_BACK,
        UNDEPLOYED,
        FAILED
    }
}
