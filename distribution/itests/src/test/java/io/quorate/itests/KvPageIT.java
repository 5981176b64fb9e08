package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.Committed;
import io.quorate.recipe.kv.api.Conditions;
import io.quorate.recipe.kv.api.KvStore;
import io.quorate.recipe.kv.api.NearCache;
import io.quorate.recipe.kv.api.Operations;
import io.quorate.recipe.kv.api.PutOptions;
import io.quorate.recipe.kv.api.Stores;
import io.quorate.recipe.kv.api.Values;
import io.quorate.recipe.kv.api.WatchMessage;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.queue.api.Lease;
import io.quorate.recipe.queue.api.Queues;
import io.quorate.recipe.queue.api.WorkQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about keys and values: its snippets compile, and a server with the shipped bundle does what it says. */
@Timeout(300)
class KvPageIT {
    private static final Path PAGE = Path.of("../../docs/kv.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    @Test
    void itsSnippetsCompile() throws Exception {
        Page.read(PAGE).compileSnippets(scratch, snippet -> """
                package com.example;

                import io.quorate.recipe.FencingToken;
                import io.quorate.recipe.client.Registration;
                import io.quorate.recipe.kv.api.*;
                import java.time.Duration;
                import java.util.*;
                import java.util.concurrent.CompletableFuture;

                class Snippet {
                    void run(KvClient kv, FencingToken token) {
                        %s
                    }
                }
                """.formatted(snippet));
    }

    @Test
    void aStoreIsWhatItSays() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch)) {
            try (QuorateClient client = connect(server);
                    QuorateClient other = connect(server)) {
                deploy(client, "kv");
                deploy(client, "lock");
                deploy(client, "queue");
                KvStore store = client.open(Stores.TYPE).store("shop");
                asksForAHold(client, store);
                acknowledgesAJobWithItsOutcome(client, store);
                isCountedByBoth(store, other.open(Stores.TYPE).store("shop"));
                goesWithItsSession(server, store);
                isWatchedAndCachedOverARestore(server, store);
            }
        }
    }

    private static QuorateClient connect(ServerProcess server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(PATIENCE)
                .connect();
    }

    private static void deploy(QuorateClient client, String recipe) throws Exception {
        Await.result(client.system().deployBundle(Files.readAllBytes(Shipped.bundle(recipe)), PATIENCE));
    }

    private static void asksForAHold(QuorateClient client, KvStore store) {
        LockHandle held = client.open(Locks.TYPE).acquire("shop", PATIENCE);
        assertTrue(ifHeld(store, held).held());
        held.close();
        Committed refused = ifHeld(store, held);
        assertEquals("open", Values.textOf(refused.found(0).orElseThrow().value()));
    }

    private static Committed ifHeld(KvStore store, LockHandle lock) {
        return store.transaction()
                .when(Conditions.isHeld("lock", "shop", lock.token()))
                .then(Operations.put("/state", Values.text("open")))
                .otherwise(Operations.get("/state"))
                .commit();
    }

    private static void acknowledgesAJobWithItsOutcome(QuorateClient client, KvStore store) {
        WorkQueue<byte[]> jobs = client.open(Queues.TYPE).queue("jobs");
        jobs.offer(new byte[] {1});
        try (Lease<byte[]> job = jobs.take(PATIENCE).orElseThrow()) {
            commit(store, job);
            assertEquals(
                    "LEASE_LOST",
                    assertThrows(QuorateException.class, () -> commit(store, job))
                            .code());
        }
        assertEquals(1, store.get("/outcome").orElseThrow().version());
        assertEquals(
                0, client.open(Queues.TYPE).administration("jobs").describe().items());
    }

    private static void commit(KvStore store, Lease<byte[]> job) {
        store.transaction()
                .then(Operations.put("/outcome", Values.text("done")), Operations.call(job.acknowledgement()))
                .commit();
    }

    private static void isCountedByBoth(KvStore mine, KvStore theirs) {
        List<CompletableFuture<Void>> counting = new ArrayList<>();
        for (KvStore store : List.of(mine, theirs)) {
            counting.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 10; i++) {
                    store.transact(PATIENCE, attempt -> {
                        long next = attempt.number("/count") + 1;
                        attempt.put("/count", next);
                        return next;
                    });
                    store.add("/count", 1);
                }
            }));
        }
        counting.forEach(CompletableFuture::join);
        assertEquals(40, Values.numberOf(mine.get("/count").orElseThrow().value()));
    }

    private static void goesWithItsSession(ServerProcess server, KvStore store) throws Exception {
        BlockingQueue<WatchMessage> told = new LinkedBlockingQueue<>();
        Registration watch = store.watch("/workers/", told::add);
        try (QuorateClient mortal = connect(server)) {
            mortal.open(Stores.TYPE).store("shop").put("/workers/7", Values.text("here"), PutOptions.NONE.bound());
        }
        assertEquals("PUT", cause(told));
        assertEquals("SESSION_ENDED", cause(told));
        watch.close();
    }

    private static String cause(BlockingQueue<WatchMessage> told) throws InterruptedException {
        WatchMessage message = told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return message instanceof WatchMessage.Happened happened
                ? happened.change().cause().name()
                : String.valueOf(message);
    }

    /** What was written after the backup is gone, and nobody goes on as if it were there. */
    private void isWatchedAndCachedOverARestore(ServerProcess server, KvStore store) throws Exception {
        store.put("/kept", 1);
        command(server, "backup", "create", scratch.toString());
        store.put("/lost", 1);
        BlockingQueue<WatchMessage> told = new LinkedBlockingQueue<>();
        Registration watch = store.watch("/", told::add);
        try (NearCache cache = store.cache("/")) {
            assertTrue(cache.get("/lost").isPresent());
            store.put("/lost", 2);
            assertEquals("PUT", cause(told));
            command(server, "backup", "restore", "--yes", backup().toString());
            WatchMessage message = told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertTrue(message instanceof WatchMessage.Reset, () -> "told " + message);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (cache.get("/lost").isPresent()) {
                assertTrue(System.nanoTime() < end, "the cache is that of the backup");
                Thread.onSpinWait();
            }
            assertEquals(1, Values.numberOf(cache.get("/kept").orElseThrow().value()));
            watch.close();
        }
        QuorateException gone = assertThrows(QuorateException.class, () -> store.get("/kept", 0));
        assertEquals("HISTORY_GONE", gone.code());
    }

    private void command(ServerProcess server, String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--endpoints", server.endpoint()));
        arguments.addAll(List.of(words));
        Shipped.Ended ended = Shipped.run(scratch, arguments.toArray(String[]::new));
        assertEquals(0, ended.code(), ended::err);
    }

    private Path backup() throws Exception {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.filter(file -> file.toString().endsWith(".quorate-backup"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
