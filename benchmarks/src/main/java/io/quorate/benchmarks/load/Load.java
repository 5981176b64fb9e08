package io.quorate.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** So many writes in flight, each followed by the next as soon as it is acknowledged, until it is told to end. */
public final class Load {
    /** Of one value, in bytes. */
    public static final int VALUE_BYTES = 256;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int END_SECONDS = 60;

    private final List<Writes> clients;
    private final Recorder recorder = new Recorder(SIGNIFICANT_DIGITS);
    private final CountDownLatch failed = new CountDownLatch(1);
    private final CountDownLatch ended;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean isEnding;

    private Load(List<Writes> clients, int inFlight) {
        this.clients = clients;
        this.ended = new CountDownLatch(inFlight);
    }

    /**
     * Puts a load on the clients, evenly. Blocks.
     *
     * @param before of the measured time, when the load is on already
     * @throws IOException a write failed: nothing is measured then
     */
    public static Measured run(
            List<Writes> clients, int inFlight, Supplier<Duration> cpu, Duration before, Duration measured)
            throws IOException, InterruptedException {
        Load load = new Load(clients, inFlight);
        for (int slot = 0; slot < inFlight; slot++) {
            byte[] value = new byte[VALUE_BYTES];
            value[0] = (byte) slot;
            load.next(slot, value);
        }
        load.goOn(before);
        load.recorder.reset();
        Duration cpuBefore = cpu.get();
        long begun = System.nanoTime();
        load.goOn(measured);
        Measured result = new Measured(
                load.recorder.getIntervalHistogram(),
                Duration.ofNanos(System.nanoTime() - begun),
                cpu.get().minus(cpuBefore));
        load.end();
        return result;
    }

    private void next(int slot, byte[] value) {
        if (isEnding) {
            ended.countDown();
            return;
        }
        long sent = System.nanoTime();
        clients.get(slot % clients.size()).write(slot, value).whenComplete((done, refused) -> {
            if (refused == null) {
                recorder.recordValue(System.nanoTime() - sent);
                next(slot, value);
            } else {
                failure.compareAndSet(null, refused);
                ended.countDown();
                failed.countDown();
            }
        });
    }

    private void goOn(Duration time) throws IOException, InterruptedException {
        if (failed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            isEnding = true;
            throw new IOException("a write failed: " + failure.get(), failure.get());
        }
    }

    private void end() throws IOException, InterruptedException {
        isEnding = true;
        if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(ended.getCount() + " writes are not acknowledged after " + END_SECONDS + " s");
        }
    }
}
