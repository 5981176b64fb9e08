package io.quorate.benchmarks.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits for what comes about by itself. */
public final class Patience {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 50;

    private Patience() {}

    /** Tells whether it has come; that the other side does not answer yet is no failure. */
    public interface Attempt<T> {
        Optional<T> now() throws IOException, InterruptedException;
    }

    /** Blocks, for {@link #LIMIT} at most. */
    public static <T> T until(String what, Attempt<T> attempt) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        IOException last = new IOException("it did not come");
        while (System.nanoTime() < deadline) {
            try {
                Optional<T> found = attempt.now();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException notYet) {
                last = notYet;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new IOException("waited " + LIMIT.toSeconds() + " s for " + what + ": " + last.getMessage(), last);
    }
}
