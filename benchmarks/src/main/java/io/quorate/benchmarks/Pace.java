package io.quorate.benchmarks;

import io.quorate.benchmarks.load.PacedLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Calls at fixed moments while something happens.
 *
 * @param rate calls in a second
 * @param measured at least so long
 * @param warmUp before the first measurement
 */
record Pace(int rate, Duration measured, Duration warmUp) {
    /** Calls that may be unanswered at a time; beyond, calls are late, and count from when they were due. */
    private static final int CLIENTS = 64;

    /** What happens meanwhile. */
    interface Action {
        void run() throws IOException, InterruptedException;
    }

    /** Calls while nothing else happens, unmeasured. */
    void warmUp(Supplier<CompletableFuture<?>> call) throws IOException, InterruptedException {
        Settings.progress("warming up for " + warmUp.toSeconds() + " s");
        during(call, () -> TimeUnit.MILLISECONDS.sleep(warmUp.toMillis()));
    }

    /** Latencies in nanoseconds while nothing else happens. */
    Histogram quiet(Supplier<CompletableFuture<?>> call) throws IOException, InterruptedException {
        return during(call, () -> TimeUnit.MILLISECONDS.sleep(measured.toMillis()));
    }

    /** Latencies in nanoseconds while something happens that can be repeated until there is enough to measure. */
    Histogram duringAll(Supplier<CompletableFuture<?>> call, Action action) throws IOException, InterruptedException {
        return during(call, () -> {
            long begun = System.nanoTime();
            do {
                action.run();
            } while (System.nanoTime() - begun < measured.toNanos());
        });
    }

    /** Latencies in nanoseconds while something happens once. */
    Histogram during(Supplier<CompletableFuture<?>> call, Action action) throws IOException, InterruptedException {
        try (PacedLoad load = PacedLoad.begin(Collections.nCopies(CLIENTS, call), rate)) {
            action.run();
            return PacedLoad.latencies(load.end());
        }
    }

    static double millis(Histogram latencies, double percent) {
        return latencies.getValueAtPercentile(percent) / 1e6;
    }
}
