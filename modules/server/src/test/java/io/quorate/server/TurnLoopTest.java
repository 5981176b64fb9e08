package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnLoopTest {
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final TurnLoop loop = TurnLoop.start("test", failure::complete);

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
    }

    @Test
    void runsATaskOnTheThreadThatGivesIt() {
        List<Thread> ran = new ArrayList<>();
        loop.execute(() -> ran.add(Thread.currentThread()));
        assertEquals(List.of(Thread.currentThread()), ran);
    }

    @Test
    void runsWhatATaskGivesBehindIt() {
        List<Integer> ran = new ArrayList<>();
        loop.execute(() -> {
            loop.execute(() -> ran.add(2));
            ran.add(1);
        });
        assertEquals(List.of(1, 2), ran);
    }

    @Test
    void runsOneTaskAtATimeInTheOrderOfEachThread() throws Exception {
        int[] sum = new int[1];
        List<List<Integer>> orders = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        for (List<Integer> order : orders) {
            Thread thread = new Thread(() -> {
                await(begin);
                for (int i = 0; i < 20_000; i++) {
                    int number = i;
                    loop.execute(() -> {
                        sum[0]++;
                        order.add(number);
                    });
                }
            });
            threads.add(thread);
            thread.start();
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        CountDownLatch seen = new CountDownLatch(1);
        loop.execute(seen::countDown);
        seen.await();
        assertEquals(60_000, sum[0]);
        for (List<Integer> order : orders) {
            assertEquals(order.stream().sorted().toList(), order);
        }
    }

    @Test
    void runsWhatIsScheduledOnItsOwnThread() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        loop.schedule(1_000_000, () -> ran.complete(Thread.currentThread()));
        assertEquals("test", ran.get().getName());
        assertNotEquals(Thread.currentThread(), ran.get());
    }

    @Test
    void endsWithATaskThatThrows() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("broken");
        });
        assertEquals("broken", failure.get().getMessage());
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
