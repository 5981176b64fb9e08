package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first bundles of a cluster, of which one member knows. */
class BootstrapIT {
    private static final int KNOWS = 1;

    @TempDir
    private Path scratch;

    @Test
    void firstBundlesAreDeployedByWhoeverLeadsAndOnlyOnce() throws Exception {
        String lock = Shipped.lockBundle().toString();
        ServerProcess.Program program = settings -> {
            List<String> all = new ArrayList<>(settings);
            if (settings.contains("node.id=" + KNOWS)) {
                all.add("recipes.bootstrap=" + lock);
            }
            return ServerProcess.shipped("").with(all);
        };
        try (Cluster cluster = Cluster.start(scratch, 3, program, (node, listens) -> listens)) {
            lead(cluster);
            awaitActive(cluster);

            assertEquals(0, run(cluster, "bundle", "undeploy", "lock").code());
            for (int number : cluster.numbers()) {
                cluster.node(number).kill();
                cluster.startAllThatAreDown();
            }
            lead(cluster);

            // Only one bundle is deployed at a time: what that leader began before is over after this.
            Path other = Shipped.lockBundle(scratch, "9.9.9");
            assertEquals(0, run(cluster, "bundle", "deploy", other.toString()).code());
            assertEquals(
                    List.of("DEPLOYED", "UNDEPLOYED", "DEPLOYED"),
                    history(cluster).stream()
                            .map(SystemQuery.BundleChange::change)
                            .toList());
        }
    }

    private void lead(Cluster cluster) throws IOException, InterruptedException {
        if (cluster.leader() != KNOWS) {
            Shipped.Ended ended = run(cluster, "cluster", "transfer", Integer.toString(KNOWS));
            assertEquals(0, ended.code(), ended::toString);
        }
        cluster.leader(number -> number == KNOWS);
    }

    private static List<SystemQuery.BundleChange> history(Cluster cluster) {
        SystemQuery.BundleHistory ofAll = new SystemQuery.BundleHistory(Optional.empty());
        try (QuorateClient client = Quorate.connect(cluster.endpoints())) {
            return Await.result(client.system().query(ofAll, SystemQuery.History.class))
                    .changes();
        }
    }

    private void awaitActive(Cluster cluster) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isActive(cluster)) {
            assertTrue(System.nanoTime() < end, "the lock is not deployed");
        }
    }

    private boolean isActive(Cluster cluster) throws IOException, InterruptedException {
        Shipped.Ended ended = run(cluster, "bundle", "list", "-o", "json");
        assertEquals(0, ended.code(), ended::toString);
        return ended.out().contains("ACTIVE");
    }

    private Shipped.Ended run(Cluster cluster, String... arguments) throws IOException, InterruptedException {
        return Shipped.run(
                scratch,
                Stream.concat(Stream.of("--endpoints", cluster.endpoints()), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }
}
