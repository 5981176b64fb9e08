package io.quorate.recipe.kv.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Runs a function until nobody has changed what it read, or the time is over. */
final class Attempts {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    /** A large odd number: spreads revisions, which are near each other, over the pauses. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Calls calls;
    private final Duration deadline;
    private final Mark begin;

    Attempts(Calls calls, Duration deadline) {
        this.calls = calls;
        this.deadline = deadline;
        this.begin = calls.client().mark();
    }

    <T> T run(Function<Attempt, T> work) {
        long longest = FIRST_PAUSE_MILLIS;
        for (int attempts = 1; ; attempts++) {
            Attempt attempt = new Attempt(calls);
            try {
                T result = work.apply(attempt);
                if (attempt.isReadOnly() || attempt.commit()) {
                    return result;
                }
            } catch (QuorateException failure) {
                if (!Failures.isHistoryGone(failure)) {
                    throw failure;
                }
                // What it was reading has changed, and the store does not remember what it was.
            }
            if (!begin.isWithin(deadline)) {
                throw QuorateException.of(
                        ErrorCode.CONFLICT,
                        CallOutcome.NOT_APPLIED,
                        "others changed what the transaction had read, " + attempts + " times in " + deadline);
            }
            pause(pauseMillis(attempt.committedAt(), longest));
            longest = Math.min(2 * longest, LONGEST_PAUSE_MILLIS);
        }
    }

    /** Who was refused at another revision waits for another time, so that those who compete meet less often. */
    private static long pauseMillis(long revision, long longest) {
        return 1 + Long.remainderUnsigned((revision * SPREAD) >>> 20, longest);
    }

    private void pause(long millis) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Registration alarm = calls.client()
                .mark()
                .atEnd(
                        Duration.ofMillis(millis),
                        () -> calls.client().callbackExecutor().execute(() -> over.complete(null)));
        try {
            Await.result(over);
        } finally {
            alarm.close();
        }
    }
}
