package io.quorate.recipe.queue.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Extend;
import io.quorate.recipe.queue.api.QueueContract.Extended;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkerTest {
    private static final byte[] PAYLOAD = {1};

    private final FakeClient client = new FakeClient();
    private final WorkQueue<byte[]> queue = new QueueClient(client).queue("mail");

    /** Answers the next call of an idle worker. */
    private void give() {
        FakeClient.Sent sent = client.next();
        assertTrue(sent.request() instanceof Take, () -> "" + sent);
        sent.answer().complete(WorkQueueTest.granted(PAYLOAD));
    }

    /** Closes a worker that waits for an item or is about to. */
    private void close(Worker<?> worker) {
        worker.close();
        assertEquals(0, client.listeners());
        assertEquals(0, client.alarms());
    }

    @Test
    void acknowledgesWhatWasHandledInAThreadOfItsOwn() throws Exception {
        CompletableFuture<Thread> handled = new CompletableFuture<>();
        Worker<byte[]> worker = queue.consume(lease -> handled.complete(Thread.currentThread()), 1);
        give();
        FakeClient.Sent acked = client.next();
        assertEquals(new Ack(1, WorkQueueTest.granted(PAYLOAD).token()), acked.request());
        assertNotEquals(Thread.currentThread(), handled.get());
        acked.answer().complete(new Acked(1, List.of()));
        close(worker);
    }

    @Test
    void givesBackWhatFailedWithTheReasonAndLater() {
        Worker<byte[]> worker = queue.consume(
                lease -> {
                    throw new IllegalStateException("no disk");
                },
                1);
        give();
        FakeClient.Sent nacked = client.next();
        Nack nack = (Nack) nacked.request();
        assertEquals("java.lang.IllegalStateException: no disk", nack.reason());
        assertEquals(1_000, nack.delayMillis());
        nacked.answer().complete(new Nacked(false));
        close(worker);
    }

    @Test
    void renewsTheLeaseWhileTheHandlerRuns() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Worker<byte[]> worker = queue.consume(
                lease -> {
                    begun.countDown();
                    end.await();
                },
                1);
        give();
        begun.await();
        for (int i = 0; i < 5; i++) {
            client.advance(Duration.ofSeconds(10));
            FakeClient.Sent extend = client.next();
            assertEquals(30_000, ((Extend) extend.request()).leaseMillis());
            extend.answer().complete(new Extended(30_000));
        }
        end.countDown();
        FakeClient.Sent acked = client.next();
        assertTrue(acked.request() instanceof Ack);
        acked.answer().complete(new Acked(1, List.of()));
        close(worker);
    }

    @Test
    void interruptsTheHandlerWhenTheLeaseIsLost() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        Worker<byte[]> worker = queue.consume(
                lease -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                },
                1);
        give();
        while (client.alarms() == 0) {
            Thread.onSpinWait();
        }
        client.advance(Duration.ofSeconds(10));
        client.fail(WorkQueueTest.refused(QueueContract.LEASE_LOST));
        give();
        while (begun.getCount() > 0) {
            Thread.onSpinWait();
        }
        client.becomeSession(8);
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        FakeClient.Sent nacked = client.next();
        assertTrue(nacked.request() instanceof Nack);
        nacked.answer().completeExceptionally(WorkQueueTest.refused(QueueContract.LEASE_LOST));
        close(worker);
    }

    @Test
    void closingWaitsForWhatIsBeingHandled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Worker<byte[]> worker = queue.consume(
                lease -> {
                    begun.countDown();
                    end.await();
                },
                1);
        give();
        begun.await();
        Thread closing = new Thread(worker::close);
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        end.countDown();
        client.answer(new Acked(1, List.of()));
        closing.join();
        assertTrue(client.isQuiet(), "it takes no more");
    }

    @Test
    void endsWithItsClient() {
        Worker<byte[]> worker = queue.consume(lease -> {}, 1);
        client.fail(WorkQueueTest.refused("CLOSED"));
        close(worker);
        assertTrue(client.isQuiet());
    }

    @Test
    void needsAThread() {
        assertThrows(IllegalArgumentException.class, () -> queue.consume(lease -> {}, 0));
    }
}
