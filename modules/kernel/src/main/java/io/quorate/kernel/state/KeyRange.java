package io.quorate.kernel.state;

import org.jspecify.annotations.Nullable;

/**
 * Keys from one on and below another.
 *
 * @param from the first that may be in it
 * @param to the first behind it; empty for no end
 */
public record KeyRange(byte[] from, byte[] to) {
    /** All keys. */
    public static final KeyRange ALL = new KeyRange(new byte[0], new byte[0]);

    /** As cursors take it. */
    public byte @Nullable [] end() {
        return to.length == 0 ? null : to;
    }
}
