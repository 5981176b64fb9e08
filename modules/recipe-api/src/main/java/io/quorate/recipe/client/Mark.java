package io.quorate.recipe.client;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment on this client, from which it counts what servers count in log time. What began on a server after the mark was made
 * lasts there at least as long as the mark says here: an error of 1 % of the rate of either clock is allowed for, and so is a machine
 * that was suspended. Thread-safe.
 */
public interface Mark {
    /** So much log time may not have passed since the mark. */
    boolean isWithin(Duration logTime);

    /** Until when {@link #isWithin} holds, by the wall clock, for people. */
    Instant end(Duration logTime);

    /**
     * Runs once, on the client's I/O thread, when {@link #isWithin} ends. It must be short, must not block and must never run code
     * of the user. A machine that was suspended makes it late, and closing the client drops it.
     */
    Registration atEnd(Duration logTime, Runnable reaction);
}
