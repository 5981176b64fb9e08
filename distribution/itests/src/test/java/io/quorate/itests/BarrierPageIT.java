package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.barrier.api.BarrierClient;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.Barriers;
import io.quorate.recipe.barrier.api.DoubleBarrier;
import io.quorate.recipe.barrier.api.Latch;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.barrier.api.Party;
import io.quorate.recipe.barrier.api.Pass;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about barriers: its snippets compile, and a server with the shipped bundle does what it says. */
@Timeout(300)
class BarrierPageIT {
    private static final Path PAGE = Path.of("../../docs/barrier.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    @Test
    void itsSnippetsCompile() throws Exception {
        Page.read(PAGE).compileSnippets(scratch, snippet -> """
                package com.example;

                import io.quorate.recipe.barrier.api.*;
                import io.quorate.recipe.client.QuorateException;
                import java.time.Duration;
                import java.util.concurrent.CompletableFuture;

                class Snippet {
                    void run(BarrierClient barriers) throws Exception {
                        %s
                    }
                }
                """.formatted(snippet));
    }

    @Test
    void partiesMeetAsItSays() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = connect(server);
                QuorateClient other = connect(server)) {
            Await.result(client.system().deployBundle(Files.readAllBytes(Shipped.bundle("barrier")), PATIENCE));
            BarrierClient mine = client.open(Barriers.TYPE);
            BarrierClient theirs = other.open(Barriers.TYPE);
            aLatchOpens(mine, theirs);
            theMostPartiesMeet(mine, theirs);
            aLostPartyBreaksAGeneration(server, mine);
            allAreInAndOutTogether(mine, theirs);
            aPhaseEndsForAll(mine, theirs);
        }
    }

    private static QuorateClient connect(ServerProcess server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(PATIENCE)
                .connect();
    }

    private static void aLatchOpens(BarrierClient mine, BarrierClient theirs) {
        Latch latch = mine.latch("ready");
        CompletableFuture<BarrierContract.Opened> waits = theirs.latch("ready").awaitAsync(PATIENCE);
        long generation = latch.setCount(1).generation();
        assertFalse(waits.isDone());
        latch.countDown("part-1");
        assertEquals(generation, Await.result(waits).generation());
        assertEquals(generation, latch.await(Duration.ZERO));
        latch.reset(generation);
        latch.remove();
        assertEquals(Optional.empty(), mine.describe("ready").kind());
    }

    /** Within the budget of one command, as servers meter it: all are let in, and then out with as many let in. */
    private static void theMostPartiesMeet(BarrierClient mine, BarrierClient theirs) {
        DoubleBarrier barrier = mine.doubleBarrier("most", BarrierContract.MAX_PARTIES);
        List<CompletableFuture<Pass>> first = entering(barrier, BarrierContract.MAX_PARTIES);
        List<Pass> inside = first.stream().map(Await::result).toList();
        List<CompletableFuture<Pass>> second = entering(barrier, BarrierContract.MAX_PARTIES);
        List<CompletableFuture<BarrierContract.Left>> leaving =
                inside.stream().map(pass -> pass.leaveAsync(PATIENCE)).toList();
        leaving.forEach(left -> assertEquals(0, Await.result(left).present()));
        List<Pass> next = second.stream().map(Await::result).toList();
        assertTrue(next.get(0).generation() > inside.get(0).generation());
        next.forEach(Pass::close);
        assertEquals(Optional.empty(), theirs.describe("most").kind());
    }

    private static List<CompletableFuture<Pass>> entering(DoubleBarrier barrier, int parties) {
        List<CompletableFuture<Pass>> entering = new ArrayList<>();
        for (int i = 0; i < parties; i++) {
            entering.add(barrier.enterAsync(PATIENCE, "party " + i));
        }
        return entering;
    }

    private static void aLostPartyBreaksAGeneration(ServerProcess server, BarrierClient mine) {
        CompletableFuture<Passage> waits = mine.cyclic("step", 3).awaitAsync(PATIENCE, "mine");
        try (QuorateClient mortal = connect(server)) {
            mortal.open(Barriers.TYPE).cyclic("step", 3).awaitAsync(PATIENCE, "mortal");
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (mine.describe("step").waiting().size() < 2) {
                assertTrue(System.nanoTime() < end, "both wait");
            }
        }
        QuorateException broken = assertThrows(QuorateException.class, () -> Await.result(waits));
        assertEquals(BarrierContract.BROKEN, broken.code());
        assertEquals(Optional.empty(), mine.describe("step").kind());
    }

    private static void allAreInAndOutTogether(BarrierClient mine, BarrierClient theirs) throws Exception {
        CompletableFuture<Pass> first = mine.doubleBarrier("load", 2).enterAsync(PATIENCE, "mine");
        Pass second = theirs.doubleBarrier("load", 2).enter(PATIENCE);
        Pass pass = first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(second.token(), pass.token());
        CompletableFuture<BarrierContract.Left> left = pass.leaveAsync(PATIENCE);
        assertFalse(left.isDone());
        second.close();
        assertEquals(0, Await.result(left).present());
        assertFalse(pass.isValid());
    }

    private static void aPhaseEndsForAll(BarrierClient mine, BarrierClient theirs) {
        try (Party party = mine.phaser("phases", LossPolicy.SHRINK).register()) {
            Party other = theirs.phaser("phases", LossPolicy.SHRINK).register();
            assertEquals(party.phase(), other.phase());
            other.arrive();
            assertEquals(2, party.arriveAndAwait(PATIENCE).parties());
            other.close();
            assertEquals(1, party.arriveAndAwait(PATIENCE).parties());
        }
        assertEquals(Optional.empty(), theirs.describe("phases").kind());
    }
}
