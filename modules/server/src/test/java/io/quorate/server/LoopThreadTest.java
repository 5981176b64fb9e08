package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoopThreadTest {
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    /** Calls that a stack of the default size has no room for. */
    private static final int DEEP = 40_000;

    private final LoopThread loop = LoopThread.start("test", failure::complete);

    @Test
    void hasRoomForTheDeepestCallsOfRecipes() {
        assertEquals(DEEP, loop.call(() -> depth(DEEP)).join());
    }

    private static int depth(int more) {
        return more == 0 ? 0 : 1 + depth(more - 1);
    }

    @Test
    void runsTasksInOrderOnOneThread() throws Exception {
        List<String> ran = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String task = i + " on test";
            loop.execute(
                    () -> ran.add(task.replace("test", Thread.currentThread().getName())));
        }
        List<String> copy = loop.call(() -> List.copyOf(ran)).get();
        assertEquals(1_000, copy.size());
        assertEquals("999 on test", copy.get(999));
        loop.stop();
    }

    @Test
    void runsTimersInTheOrderOfTheirDeadlines() throws Exception {
        List<Integer> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(3);
        loop.execute(() -> {
            for (int delay : new int[] {3, 1, 2}) {
                loop.schedule(TimeUnit.MILLISECONDS.toNanos(delay), () -> {
                    ran.add(delay);
                    done.countDown();
                });
            }
        });
        done.await();
        assertEquals(List.of(1, 2, 3), loop.call(() -> List.copyOf(ran)).get());
        loop.stop();
    }

    @Test
    void runsTimersWhileTasksKeepComing() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        loop.execute(() -> {
            loop.schedule(1_000_000, fired::countDown);
            again();
        });
        assertTrue(fired.await(20, TimeUnit.SECONDS));
        loop.stop();
    }

    private void again() {
        try {
            loop.execute(this::again);
        } catch (RejectedExecutionException stopped) {
            assertEquals("the kernel's loop has ended", stopped.getMessage());
        }
    }

    @Test
    void endsWithTheFirstTaskThatFails() throws Exception {
        IllegalStateException broken = new IllegalStateException("broken invariant");
        loop.execute(() -> {
            throw broken;
        });
        assertEquals(broken, failure.get());
        ExecutionException late =
                assertThrows(ExecutionException.class, () -> loop.call(() -> 1).get());
        assertInstanceOf(RejectedExecutionException.class, late.getCause());
        loop.stop();
    }

    @Test
    void aCallThatFailsHurtsItsCallerAlone() throws Exception {
        CompletableFuture<Object> failed = loop.call(() -> {
            throw new IllegalArgumentException("mine");
        });
        assertThrows(CompletionException.class, failed::join);
        assertEquals(7, loop.call(() -> 7).get());
        loop.stop();
    }

    @Test
    void stopRunsWhatWasGivenBefore() throws Exception {
        CompletableFuture<Integer> last = null;
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            last = loop.call(() -> number);
        }
        loop.stop();
        assertEquals(9_999, last.get());
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    }
}
