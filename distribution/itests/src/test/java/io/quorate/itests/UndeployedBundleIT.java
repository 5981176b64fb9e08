package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is undeployed is gone: no thread, cache or row of a running server keeps the classes of a bundle. */
class UndeployedBundleIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String RECIPE_CLASS = "io.quorate.recipe.lock.LockRecipe";

    @TempDir
    private Path scratch;

    @Test
    void leavesNoClassBehind() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = Quorate.connect(server.endpoint())) {
            for (int round = 0; round < 2; round++) {
                cli(server, "bundle", "deploy", Shipped.lockBundle().toString());
                use(client.resource("default", "lock", 1, "door"));
                assertTrue(isLoaded(server), "deployed and used");
                cli(server, "bundle", "undeploy", "lock");
                awaitUnloaded(server);
            }
        }
    }

    /** Grants, waits, timers and a release, so that all that keeps a recipe's objects for a while has had some. */
    private static void use(GenericResource lock) {
        SortedMap<String, Object> held = Await.result(lock.call("acquire", new TreeMap<>(), DEADLINE));
        CompletableFuture<SortedMap<String, Object>> waiting =
                lock.call("acquire", new TreeMap<>(Map.of("waitMillis", 20_000L)), DEADLINE);
        Await.result(lock.call("release", new TreeMap<>(Map.of("token", held.get("token"))), DEADLINE));
        Object token = Await.result(waiting).get("token");
        Await.result(lock.call("release", new TreeMap<>(Map.of("token", token)), DEADLINE));
    }

    private void awaitUnloaded(ServerProcess server) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (isLoaded(server)) {
            assertTrue(System.nanoTime() < end, RECIPE_CLASS + " is still loaded");
            Jcmd.run(scratch, server, "GC.run");
        }
    }

    private boolean isLoaded(ServerProcess server) throws IOException, InterruptedException {
        String classes = Jcmd.run(scratch, server, "VM.class_hierarchy");
        assertTrue(classes.contains("java.lang.Object"), classes);
        return classes.contains(RECIPE_CLASS + "/");
    }

    private void cli(ServerProcess server, String... arguments) throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of("--endpoints", server.endpoint()), Stream.of(arguments))
                .toArray(String[]::new);
        Shipped.Ended ended = Shipped.run(scratch, all);
        assertEquals(0, ended.code(), ended::toString);
    }
}
