package io.quorate.itests.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.ServerProcess;
import io.quorate.itests.Shipped;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.system.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bundle that comes, is used and goes again and again leaves nothing behind. {@code cycles} says how often, in two halves, and
 * {@code cycle.builds} of how many builds; a cluster remembers 64.
 */
class CyclesIT {
    private static final int CYCLES = Integer.getInteger("cycles", 20);
    private static final int BUILDS = Integer.getInteger("cycle.builds", 3);
    private static final int MAX_REMEMBERED = 64;
    private static final int FEW_FILES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    private final List<byte[]> builds = new ArrayList<>();
    private int cycles;

    @Test
    void leaveNothingBehind() throws Exception {
        for (int build = 0; build < BUILDS; build++) {
            builds.add(Files.readAllBytes(Shipped.lockBundle(scratch, "9.9." + build)));
        }
        List<String> smallFiles = List.of("log.segment-size=8 MiB", "log.keep-size=0 B", "store.generation-size=1 MiB");
        try (ServerProcess server = ServerProcess.launch(scratch, ServerProcess.shipped(""), smallFiles)) {
            server.awaitReady();
            try (QuorateClient client = Quorate.connect(server.endpoint())) {
                requireSeenWhileInUse(server, client);
                run(client, CYCLES / 2);
                Footprint before = Footprint.of(scratch, server, client);
                System.out.printf("after %d cycles: %s%n", cycles, before);
                run(client, CYCLES - CYCLES / 2);
                Footprint after = settled(server, client, before);
                System.out.printf("after %d cycles: %s%n", cycles, after);
                assertEquals(0, after.loaders(), after::toString);
                assertTrue(after.isAtMost(before, FEW_FILES), () -> after + " is more than " + before);
                assertEquals(Math.min(Math.min(BUILDS, CYCLES), MAX_REMEMBERED), after.bundles());
            }
        }
    }

    /** What is counted is there while a bundle is: otherwise, that it is gone would say nothing. */
    private void requireSeenWhileInUse(ServerProcess server, QuorateClient client)
            throws IOException, InterruptedException {
        deploy(client);
        Footprint inUse = Footprint.of(scratch, server, client);
        assertEquals(1, inUse.loaders(), inUse::toString);
        undeploy(client);
    }

    private void run(QuorateClient client, int times) {
        for (int i = 0; i < times; i++) {
            deploy(client);
            use(client.open(Locks.TYPE));
            undeploy(client);
        }
    }

    private void deploy(QuorateClient client) {
        Await.result(client.system().deployBundle(builds.get(cycles++ % BUILDS), PATIENCE));
    }

    private static void undeploy(QuorateClient client) {
        SystemCommand.Undeploy out = new SystemCommand.Undeploy("lock", false);
        Await.result(client.system().call(out, SystemCommand.Undeployed.class));
    }

    /** A hold, a wait, and what is left when both are over. */
    private static void use(LockClient locks) {
        LockHandle held = locks.acquire("door", PATIENCE);
        CompletableFuture<LockHandle> waiting = locks.acquireAsync("door", PATIENCE);
        held.close();
        Await.result(waiting).close();
    }

    /** Releasing goes on behind the answer, and garbage takes its time. */
    private Footprint settled(ServerProcess server, QuorateClient client, Footprint before)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Footprint now = Footprint.of(scratch, server, client);
        while ((!now.isAtMost(before, FEW_FILES) || now.loaders() > 0) && System.nanoTime() < deadline) {
            now = Footprint.of(scratch, server, client);
        }
        return now;
    }
}
