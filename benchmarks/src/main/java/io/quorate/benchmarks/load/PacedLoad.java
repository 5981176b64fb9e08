package io.quorate.benchmarks.load;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send at fixed moments. One that has to wait for an answer sends the next command late, and its latency counts
 * from the moment at which it was due: a pause is seen by all that would have been sent meanwhile.
 */
public final class PacedLoad implements AutoCloseable {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int END_SECONDS = 60;

    /**
     * A command that was answered.
     *
     * @param dueNanos when it should have been sent, of {@link System#nanoTime}
     */
    public record Sample(long dueNanos, long latencyNanos) {}

    /** How long these took, in nanoseconds. */
    public static Histogram latencies(Collection<Sample> samples) {
        Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);
        samples.forEach(sample -> latencies.recordValue(sample.latencyNanos()));
        return latencies;
    }

    private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pacer");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long periodNanos;
    private final CountDownLatch ended;
    private volatile boolean isEnding;

    private PacedLoad(int clients, int perSecond) {
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) * clients / perSecond;
        this.ended = new CountDownLatch(clients);
    }

    /**
     * Begins.
     *
     * @param clients each sends a command when it is asked
     * @param perSecond of all together
     */
    public static PacedLoad begin(List<? extends Supplier<CompletableFuture<?>>> clients, int perSecond) {
        PacedLoad load = new PacedLoad(clients.size(), perSecond);
        long now = System.nanoTime();
        for (int i = 0; i < clients.size(); i++) {
            load.at(now + load.periodNanos * i / clients.size(), clients.get(i));
        }
        return load;
    }

    private void at(long due, Supplier<CompletableFuture<?>> client) {
        pacer.schedule(() -> send(due, client), due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void send(long due, Supplier<CompletableFuture<?>> client) {
        if (isEnding) {
            ended.countDown();
            return;
        }
        client.get().whenComplete((done, refused) -> {
            if (refused == null) {
                samples.add(new Sample(due, System.nanoTime() - due));
                at(due + periodNanos, client);
            } else {
                failure.compareAndSet(null, refused);
                ended.countDown();
            }
        });
    }

    /**
     * Lets every client come to its end; answers what was measured.
     *
     * @throws IOException a command failed
     */
    public List<Sample> end() throws IOException, InterruptedException {
        isEnding = true;
        boolean isOver = ended.await(END_SECONDS, TimeUnit.SECONDS);
        Throwable failed = failure.get();
        if (failed != null || !isOver) {
            throw new IOException(failed == null ? "a command is not answered" : "a command failed: " + failed, failed);
        }
        return List.copyOf(samples);
    }

    @Override
    public void close() {
        pacer.shutdownNow();
    }
}
