package io.quorate.benchmarks.product;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Clients of which one holds a lock, and that wait for it many times. For one thread; blocking. */
public final class LockQueue implements AutoCloseable {
    private static final String LOCK = "queue";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration WAIT = Duration.ofHours(1);

    private record Granted(LockHandle handle, long atNanos) {}

    private final List<QuorateClient> clients = new ArrayList<>();
    private final List<LockClient> locks = new ArrayList<>();
    private final BlockingQueue<Granted> granted = new LinkedBlockingQueue<>();
    private int asked;

    private LockQueue() {}

    static LockQueue connect(String endpoints, int count) {
        LockQueue queue = new LockQueue();
        for (int i = 0; i < count; i++) {
            QuorateClient client = Quorate.builder()
                    .endpoints(endpoints)
                    .sessionTtl(DEADLINE)
                    .defaultDeadline(DEADLINE)
                    .connect();
            queue.clients.add(client);
            queue.locks.add(client.open(Locks.TYPE));
        }
        queue.awaitApplied();
        return queue;
    }

    /** Lets so many more wait, taken in turn from the clients, and returns when they do; the first of all holds the lock. */
    public void grow(int more) {
        for (int i = 0; i < more; i++) {
            ask();
        }
        awaitApplied();
    }

    private void ask() {
        LockClient next = locks.get(asked % locks.size());
        asked++;
        next.acquireAsync(LOCK, WAIT).thenAccept(handle -> granted.add(new Granted(handle, System.nanoTime())));
    }

    /** Commands of a session are applied in order. */
    private void awaitApplied() {
        for (int i = 0; i < locks.size(); i++) {
            locks.get(i).acquire("beside-" + i, Duration.ZERO).close();
        }
    }

    /**
     * Gives the lock from one to the next so often; whoever had it waits again.
     *
     * @return nanoseconds from the call that gives it back to the next one's handle
     */
    public Histogram handOver(int times) throws IOException, InterruptedException {
        Histogram nanos = new Histogram(DEADLINE.toNanos(), 3);
        Granted holder = next();
        for (int i = 0; i < times; i++) {
            long from = System.nanoTime();
            holder.handle.close();
            holder = next();
            nanos.recordValue(holder.atNanos - from);
            ask();
        }
        granted.add(holder);
        return nanos;
    }

    private Granted next() throws IOException, InterruptedException {
        Granted next = granted.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new IOException("nobody got the lock for " + DEADLINE.toSeconds() + " s");
        }
        return next;
    }

    @Override
    public void close() {
        clients.forEach(QuorateClient::close);
    }
}
