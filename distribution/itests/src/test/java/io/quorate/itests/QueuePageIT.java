package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.queue.api.Lease;
import io.quorate.recipe.queue.api.OfferOptions;
import io.quorate.recipe.queue.api.Offering;
import io.quorate.recipe.queue.api.QueueAdministration;
import io.quorate.recipe.queue.api.QueueClient;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.recipe.queue.api.Queues;
import io.quorate.recipe.queue.api.WorkQueue;
import io.quorate.recipe.queue.api.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about queues: its snippets compile, and a server with the shipped bundle does what it says. */
@Timeout(300)
class QueuePageIT {
    private static final Path PAGE = Path.of("../../docs/queue.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    /** What is worked on. */
    public record Mail(String to) {}

    @Test
    void itsSnippetsCompile() throws Exception {
        Page.read(PAGE).compileSnippets(scratch, snippet -> """
                package com.example;

                import io.quorate.recipe.queue.api.*;
                import java.time.Duration;
                import java.util.List;
                import java.util.Optional;
                import java.util.concurrent.CompletableFuture;

                class Snippet {
                    public record Mail(String to) {}

                    void run(QueueClient queues) throws Exception {
                        %s
                    }
                }
                """.formatted(snippet));
    }

    @Test
    void itemsAreWorkedOnAsItSays() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = connect(server);
                QuorateClient other = connect(server)) {
            Await.result(client.system().deployBundle(Files.readAllBytes(Shipped.bundle("queue")), PATIENCE));
            QueueClient mine = client.open(Queues.TYPE);
            aWorkerDoesEachItem(mine, other.open(Queues.TYPE));
            theMostItemsComeBackWithinTheBudget(server, mine);
            aFullQueueRefusesOrLetsWait(mine, other.open(Queues.TYPE));
        }
    }

    private static QuorateClient connect(ServerProcess server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(PATIENCE)
                .connect();
    }

    private static void aWorkerDoesEachItem(QueueClient mine, QueueClient theirs) throws Exception {
        WorkQueue<Mail> mails = mine.queue("mails", Mail.class);
        CountDownLatch done = new CountDownLatch(20);
        Worker<Mail> worker = theirs.queue("mails", Mail.class)
                .consume(
                        lease -> {
                            if (lease.item().to().equals("7") && lease.attempt() == 1) {
                                throw new IllegalStateException("not the first time");
                            }
                            done.countDown();
                        },
                        3);
        for (int i = 0; i < 20; i++) {
            mails.offer(new Mail("" + i), OfferOptions.DEFAULT.group("g" + i % 2));
        }
        assertTrue(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        worker.close();
        assertEquals(0, mine.administration("mails").describe().items());
    }

    /** As servers meter it: the largest steps, of a session that ends and of those who wait for its items. */
    private static void theMostItemsComeBackWithinTheBudget(ServerProcess server, QueueClient mine) {
        WorkQueue<byte[]> parts = mine.queue("parts");
        List<Offering<byte[]>> many =
                Collections.nCopies(QueueContract.MAX_MANY, new Offering<>(new byte[8_000], OfferOptions.DEFAULT));
        parts.offerMany(many);
        parts.offerMany(Collections.nCopies(
                QueueContract.MAX_MANY, new Offering<>(new byte[0], OfferOptions.DEFAULT.priority(1))));
        int taken = 0;
        List<CompletableFuture<Optional<Lease<byte[]>>>> waiting = new ArrayList<>();
        try (QuorateClient mortal = connect(server)) {
            WorkQueue<byte[]> theirs = mortal.open(Queues.TYPE).queue("parts");
            while (taken < 2 * QueueContract.MAX_MANY) {
                taken += theirs.takeMany(QueueContract.MAX_MANY, PATIENCE).size();
            }
            assertEquals(taken, mine.administration("parts").describe().leased());
            for (int i = 0; i < taken; i++) {
                waiting.add(parts.takeAsync(PATIENCE));
            }
            while (mine.administration("parts").describe().taking().size() < 100) {
                Thread.onSpinWait();
            }
        }
        waiting.forEach(take -> assertEquals(2, Await.result(take).orElseThrow().attempt()));
        assertEquals(taken, mine.administration("parts").purge());
    }

    private static void aFullQueueRefusesOrLetsWait(QueueClient mine, QueueClient theirs) {
        QueueAdministration small = mine.administration("small");
        small.configure(QueueSettings.DEFAULT.withMaxItems(1).withMaxAttempts(1));
        mine.queue("small").offer(new byte[] {1});
        QuorateException full =
                assertThrows(QuorateException.class, () -> theirs.queue("small").offer(new byte[] {2}));
        assertEquals(QueueContract.QUEUE_FULL, full.code());
        CompletableFuture<QueueContract.Offered> waits =
                theirs.queue("small").offerAsync(new byte[] {2}, OfferOptions.DEFAULT.waitForRoom(PATIENCE));
        Lease<byte[]> lease = mine.queue("small").take(PATIENCE).orElseThrow();
        assertTrue(lease.nack("broken"));
        Await.result(waits);
        assertEquals(1, small.describe().dead());
        mine.queue("small").take(PATIENCE).orElseThrow().ack();
        small.redriveFirst(1);
        assertEquals(1, small.peek().orElseThrow().payload().orElseThrow()[0]);
    }
}
