package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** One client that waits for many locks which another one holds and watches. */
@Isolated("counts the threads of this JVM")
@Timeout(600)
class ManyLocksIT {
    private static final int LOCKS = Integer.getInteger("locks", 500);
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path scratch;

    @Test
    void costNoThreadsAndLeaveNothing() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch)) {
            Shipped.deployLock(server.endpoint());
            costNoThreadsAndLeaveNothing(server);
        }
    }

    private static void costNoThreadsAndLeaveNothing(ServerProcess server) throws Exception {
        try (QuorateClient onlooker = connect(server)) {
            List<CompletableFuture<LockHandle>> waiting = new ArrayList<>();
            LockClient seen = onlooker.open(Locks.TYPE);
            try (QuorateClient waiter = connect(server)) {
                try (QuorateClient holder = connect(server)) {
                    long empty = usedBytes();
                    List<LockHandle> held = allOf(acquireAll(holder));
                    long withHolds = usedBytes();
                    int threads = ioThreads();
                    waiting.addAll(acquireAll(waiter));
                    // Calls of one session are applied in order, so that all wait when the last one does.
                    await(seen, LOCKS - 1, lock -> !lock.waiting().isEmpty());
                    long withWaiters = usedBytes();
                    assertEquals(3, threads);
                    assertEquals(threads, ioThreads());
                    System.out.printf(
                            "%,d locks: %,d bytes of each that is held and watched, %,d of each that is waited for%n",
                            LOCKS, (withHolds - empty) / LOCKS, (withWaiters - withHolds) / LOCKS);
                    assertTrue(held.stream().allMatch(LockHandle::isValid));
                    assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
                }
                int half = LOCKS / 2;
                allOf(waiting.subList(0, half)).forEach(granted -> assertTrue(granted.isValid()));
                waiting.addAll(acquireAll(waiter));
            }
            for (CompletableFuture<LockHandle> each : waiting) {
                assertTrue(each.isDone(), "close() left a future open");
                if (each.isCompletedExceptionally()) {
                    QuorateException closed = assertThrows(QuorateException.class, () -> Await.result(each));
                    assertTrue(closed.is(ErrorCode.CLOSED), closed.getMessage());
                }
            }
            assertEquals(1, ioThreads(), "the onlooker's own");
            // The end of a session is carried out in steps.
            for (int i = 0; i < LOCKS; i++) {
                await(seen, i, left -> !left.held() && left.waiting().isEmpty());
            }
        }
    }

    private static QuorateClient connect(ServerProcess server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(Duration.ofMinutes(1))
                .sessionTtl(Duration.ofMinutes(1))
                .connect();
    }

    private static List<CompletableFuture<LockHandle>> acquireAll(QuorateClient client) {
        LockClient locks = client.open(Locks.TYPE);
        List<CompletableFuture<LockHandle>> acquired = new ArrayList<>();
        for (int i = 0; i < LOCKS; i++) {
            acquired.add(locks.acquireAsync("lock-" + i, LONG));
        }
        return acquired;
    }

    private static List<LockHandle> allOf(List<CompletableFuture<LockHandle>> acquired) {
        return acquired.stream().map(Await::result).toList();
    }

    private static void await(LockClient seen, int lock, Predicate<LockDescription> as) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        LockDescription now = seen.describe("lock-" + lock);
        while (!as.test(now)) {
            assertTrue(System.nanoTime() < end, now.toString());
            Thread.sleep(1);
            now = seen.describe("lock-" + lock);
        }
    }

    private static int ioThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("quorate-client-io"))
                .count();
    }

    private static long usedBytes() {
        // What the first round leaves to be cleaned up goes with the next.
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
