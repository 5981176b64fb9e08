package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.JavaLock;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.LockOptions;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.lock.api.LossReason;
import io.quorate.recipe.lock.api.MultiLockHandle;
import io.quorate.recipe.lock.api.Resumption;
import io.quorate.recipe.lock.api.WaitGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about locks: its snippets compile, and a server with the shipped bundle does what it says. */
@Timeout(300)
class LockPageIT {
    private static final Path PAGE = Path.of("../../docs/lock.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    @Test
    void itsSnippetsCompile() throws Exception {
        Page.read(PAGE).compileSnippets(scratch, snippet -> """
                package com.example;

                import io.quorate.recipe.*;
                import io.quorate.recipe.lock.api.*;
                import io.quorate.recipe.lock.api.guard.*;
                import java.nio.charset.StandardCharsets;
                import java.nio.file.Path;
                import java.sql.Connection;
                import java.time.Duration;
                import java.util.*;

                class Snippet {
                    void run(LockClient locks%s) throws Exception {
                        %s
                    }
                }
                """.formatted(
                        snippet.contains("connection") ? ", FencingToken token, Connection connection" : "", snippet));
    }

    @Test
    void locksAreHeldAsItSays() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = connect(server)) {
            Await.result(client.system().deployBundle(Files.readAllBytes(Shipped.lockBundle()), PATIENCE));
            LockClient locks = client.open(Locks.TYPE);
            isHeldAgainByItsOwner(locks);
            endsWhenItsTimeIsOver(locks);
            isWantedBack(locks);
            isALockOfJava(locks);
            try (QuorateClient other = connect(server)) {
                isGivenToTheOther(locks, other.open(Locks.TYPE));
                goesOnInTheOther(server, other.open(Locks.TYPE));
                areTakenTogether(locks, other.open(Locks.TYPE));
                wouldWaitForEachOtherForEver(locks, other.open(Locks.TYPE));
            }
        }
    }

    private static QuorateClient connect(ServerProcess server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(PATIENCE)
                .connect();
    }

    private static void isHeldAgainByItsOwner(LockClient locks) {
        LockOptions owner = LockOptions.DEFAULT.reentrantBy("importer");
        LockHandle first = locks.acquire("again", PATIENCE, owner);
        LockHandle second = locks.tryAcquire("again", owner).orElseThrow();
        assertEquals(first.token(), second.token());
        first.close();
        assertTrue(second.isValid());
        assertEquals(1, locks.describe("again").holder().orElseThrow().count());
        second.close();
        assertFalse(locks.describe("again").held());
    }

    private static void endsWhenItsTimeIsOver(LockClient locks) throws Exception {
        LockHandle limited = locks.acquire("limited", PATIENCE, LockOptions.DEFAULT.maxHold(Duration.ofMillis(700)));
        CompletableFuture<LossReason> lost = new CompletableFuture<>();
        limited.onLost(lost::complete);
        try (LockHandle next = locks.acquire("limited", PATIENCE)) {
            assertFalse(limited.isValid(), "its client knew before the lock went on");
            assertEquals(LossReason.MAX_HOLD, lost.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertTrue(next.token().compareTo(limited.token()) > 0);
        }
    }

    private static void isWantedBack(LockClient locks) throws Exception {
        try (LockHandle held = locks.acquire("wanted", PATIENCE)) {
            CompletableFuture<String> reason = new CompletableFuture<>();
            locks.requestRevoke("wanted", held.token(), "deploying");
            held.onRevokeRequested(reason::complete);
            assertEquals("deploying", reason.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertTrue(held.isValid());
        }
    }

    private static void areTakenTogether(LockClient locks, LockClient others) throws Exception {
        CompletableFuture<MultiLockHandle> waits;
        try (MultiLockHandle both = locks.acquireAll(List.of("seven", "twelve"), PATIENCE)) {
            waits = others.acquireAllAsync(List.of("twelve", "seven"), PATIENCE, LockOptions.DEFAULT);
            assertEquals("done", both.runGuarded(() -> "done"));
            assertEquals(Optional.empty(), others.tryAcquire("twelve"));
        }
        MultiLockHandle next = waits.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<LossReason> lost = new CompletableFuture<>();
        next.onLost(lost::complete);
        locks.forceRelease("twelve", next.token(), "stuck");
        assertEquals(LossReason.REVOKED, lost.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertTrue(locks.describe("seven").held());
        next.close();
        assertFalse(locks.describe("seven").held());
    }

    private static void wouldWaitForEachOtherForEver(LockClient locks, LockClient others) {
        try (LockHandle left = locks.acquire("left", PATIENCE);
                LockHandle right = others.acquire("right", PATIENCE)) {
            CompletableFuture<LockHandle> forRight = locks.acquireAsync("right", PATIENCE);
            CompletableFuture<LockHandle> forLeft = others.acquireAsync("left", PATIENCE);
            while (locks.describe("left").waiting().isEmpty()
                    || locks.describe("right").waiting().isEmpty()) {
                Thread.onSpinWait();
            }
            WaitGraph graph = locks.waitGraph("left");
            assertEquals(2, graph.deadlocks().get(0).circle().size());
            assertEquals(
                    left.token(), locks.describe("left").holder().orElseThrow().token());
            forRight.cancel(true);
            forLeft.cancel(true);
            assertTrue(right.isValid());
        }
    }

    private static void isALockOfJava(LockClient locks) {
        JavaLock lock = locks.asJavaLock("java");
        FencingToken token;
        lock.lock();
        try {
            token = lock.token();
            assertTrue(lock.tryLock());
            lock.unlock();
            locks.forceRelease("java", token, "stuck");
        } finally {
            // It may not have heard of the revocation yet, and learns it from the server's answer.
            try {
                lock.unlock();
            } catch (IllegalMonitorStateException revoked) {
                assertTrue(revoked.getMessage().contains("REVOKED"), revoked.getMessage());
            }
        }
        assertThrows(IllegalMonitorStateException.class, lock::token);
    }

    private static void isGivenToTheOther(LockClient locks, LockClient other) throws Exception {
        LockHandle mine = locks.acquire("given", PATIENCE);
        CompletableFuture<LockHandle> queued = locks.acquireAsync("given", PATIENCE);
        CompletableFuture<LockHandle> theirs = other.acquireAsync("given", PATIENCE);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (locks.describe("given").waiting().size() < 2) {
            assertTrue(System.nanoTime() < end, "both wait");
        }
        mine.transferTo(locks.describe("given").waiting().stream()
                .filter(waiter -> !waiter.session()
                        .equals(locks.describe("given").holder().orElseThrow().session()))
                .findFirst()
                .orElseThrow()
                .session());
        LockHandle given = theirs.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertFalse(queued.isDone());
        assertTrue(given.token().compareTo(mine.token()) > 0);
        given.close();
        queued.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
    }

    private static void goesOnInTheOther(ServerProcess server, LockClient other) throws Exception {
        Resumption kept;
        try (QuorateClient mortal = connect(server)) {
            LockOptions detached = LockOptions.DEFAULT.detached(PATIENCE);
            kept = mortal.open(Locks.TYPE)
                    .acquire("kept", PATIENCE, detached)
                    .resumption()
                    .orElseThrow();
        }
        QuorateException wrong = assertThrows(
                QuorateException.class, () -> other.resume(new Resumption("kept", kept.token(), "guessed")));
        assertEquals(LockContract.RESUME_REFUSED, wrong.code());
        try (LockHandle resumed = other.resume(kept)) {
            assertEquals(kept.token(), resumed.token());
            assertTrue(other.tryAcquire("kept").isEmpty());
        }
        assertFalse(other.describe("kept").held());
    }
}
