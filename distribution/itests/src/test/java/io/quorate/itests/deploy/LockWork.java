package io.quorate.itests.deploy;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The program of a process whose clients take locks in turn, until its input ends. It prints each hold as a line, and ends with
 * an error when anything fails. Its arguments are the endpoints, how many clients, and a seed.
 */
final class LockWork {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOCKS = 16;
    private static final int MAX_HOLD_MILLIS = 40;
    private static final int PAUSE_MILLIS = 20;
    private static final int FAILED = 1;

    private static volatile boolean ending;

    private LockWork() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int clients = Integer.parseInt(arguments[1]);
        SplittableRandom chance = new SplittableRandom(Long.parseLong(arguments[2]));
        CountDownLatch ended = new CountDownLatch(clients);
        for (int number = 0; number < clients; number++) {
            SplittableRandom own = chance.split();
            new Thread(() -> work(arguments[0], own, ended), "client-" + number).start();
        }
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        ending = true;
        ended.await();
    }

    private static void work(String endpoints, SplittableRandom chance, CountDownLatch ended) {
        try (QuorateClient client = Quorate.builder()
                .endpoints(endpoints)
                .sessionTtl(PATIENCE)
                .defaultDeadline(PATIENCE)
                .connect()) {
            LockClient locks = client.open(Locks.TYPE);
            while (!ending) {
                hold(locks, "lock-" + chance.nextInt(LOCKS), chance.nextInt(MAX_HOLD_MILLIS));
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(PAUSE_MILLIS));
            }
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(FAILED);
        }
        ended.countDown();
    }

    private static void hold(LockClient locks, String name, int millis) throws InterruptedException {
        LockHandle handle = locks.acquire(name, PATIENCE);
        long from = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(millis);
        long to = System.nanoTime();
        if (!handle.isValid()) {
            throw new IllegalStateException("a hold of " + name + " was lost");
        }
        handle.close();
        System.out.println(new Hold(name, Long.parseLong(handle.token().toString()), from, to).line());
    }
}
