package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.lock.api.LossReason;
import io.quorate.recipe.system.SystemCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes go back to the same backup twice; the first time their leader is killed while it comes in. */
class RestoreIT {
    private static final Duration SECONDS = Duration.ofSeconds(30);

    /** An upload under way, which a backup has too, and a restore leaves out: several parts. */
    private static final int BALLAST_BYTES = 1_000_000;

    private static final int SESSIONS_BETWEEN = 3;

    @TempDir
    private Path scratch;

    /** Of all tokens and ids of sessions so far, each of which must be above all before it. */
    private long largest;

    private void drawn(long number) {
        assertTrue(number > largest, () -> number + " was drawn after " + largest);
        largest = number;
    }

    @Test
    void noNumberReturnsAndAllNodesAreEqualWhenTheLeaderDiesInTheMiddle() throws Exception {
        try (Cluster cluster = Cluster.start(scratch);
                QuorateClient holder = Quorate.connect(cluster.endpoints())) {
            Await.result(holder.system().deployBundle(Files.readAllBytes(Shipped.lockBundle()), SECONDS));
            Await.result(holder.system()
                    .deployBundle(
                            CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe"), SECONDS));
            byte[] ballast = new byte[BALLAST_BYTES];
            new SplittableRandom(1).nextBytes(ballast);
            Await.result(holder.system().uploadBundle(ballast, SECONDS));
            CompletableFuture<LossReason> lost = new CompletableFuture<>();
            LockHandle kept = hold(holder, "kept");
            kept.onLost(lost::complete);
            enter(cluster, 1);
            Path file = backup(cluster);

            enter(cluster, 2);
            work(cluster);
            int killed = restoreWhileTheLeaderDies(cluster, file);
            assertEquals(LossReason.SESSION_LOST, lost.get(SECONDS.toSeconds(), TimeUnit.SECONDS));
            assertEquals(List.of(1L), entered(cluster));
            workOnWhatWasHeld(cluster);
            cluster.node(killed).start();
            EqualStates.await(cluster);

            enter(cluster, 3);
            work(cluster);
            assertEquals(
                    2,
                    cli(cluster, "backup", "restore", "--yes", file.toString())
                            .get("epoch")
                            .asInt());
            assertEquals(List.of(1L), entered(cluster));
            workOnWhatWasHeld(cluster);
            EqualStates.await(cluster);
        }
    }

    private LockHandle hold(QuorateClient client, String lock) throws Exception {
        LockHandle held = client.open(Locks.TYPE).acquire(lock, SECONDS);
        drawn(client.session().id().orElseThrow().value());
        drawn(held.token().value());
        return held;
    }

    /** Each in a session of its own. */
    private void work(Cluster cluster) throws Exception {
        for (int i = 0; i < SESSIONS_BETWEEN; i++) {
            try (QuorateClient client = Quorate.connect(cluster.endpoints());
                    LockHandle held = hold(client, "work-" + i)) {
                assertTrue(held.isValid());
            }
        }
    }

    /** What was held when the backup was made is free now. */
    private void workOnWhatWasHeld(Cluster cluster) throws Exception {
        try (QuorateClient client = Quorate.connect(cluster.endpoints());
                LockHandle held = hold(client, "kept")) {
            assertTrue(held.isValid());
        }
    }

    private static void enter(Cluster cluster, long number) {
        try (QuorateClient client = Quorate.connect(cluster.endpoints())) {
            SortedMap<String, Object> fields = new TreeMap<>();
            fields.put("writer", 1L);
            fields.put("number", number);
            Await.result(ledger(client).call("enter", fields, SECONDS));
        }
    }

    private static List<?> entered(Cluster cluster) {
        try (QuorateClient client = Quorate.connect(cluster.endpoints())) {
            SortedMap<String, Object> fields = new TreeMap<>();
            fields.put("writer", 1L);
            fields.put("after", 0L);
            return (List<?>) Await.result(ledger(client).query("read", fields, Consistency.LINEARIZABLE, SECONDS))
                    .get("numbers");
        }
    }

    private static GenericResource ledger(QuorateClient client) {
        return client.resource("default", "ledger", 1, "book");
    }

    private Path backup(Cluster cluster) throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("backups"));
        return Path.of(cli(cluster, "backup", "create", directory.toString())
                .get("file")
                .asText());
    }

    /** @return the node that was killed, which is still down */
    private int restoreWhileTheLeaderDies(Cluster cluster, Path file) throws Exception {
        BackupParts backup = BackupParts.in(file);
        List<byte[]> parts = backup.parts();
        assertTrue(parts.size() > 2, "too few parts for a middle: " + parts.size());
        int leader = cluster.leader();
        try (QuorateClient operator = Quorate.connect(cluster.endpoints())) {
            long restore = Await.result(operator.system()
                            .call(backup.begin(Optional.empty()), SystemCommand.RestoreBegun.class, SECONDS))
                    .restore();
            for (int i = 0; i < parts.size(); i++) {
                if (i == parts.size() / 2) {
                    cluster.node(leader).kill();
                }
                Await.result(operator.system()
                        .call(
                                new SystemCommand.RestorePart(restore, i + 1, parts.get(i)),
                                SystemCommand.RestoreStaged.class,
                                SECONDS));
            }
            SystemCommand.Restored restored = Await.result(operator.system()
                    .call(new SystemCommand.CommitRestore(restore), SystemCommand.Restored.class, SECONDS));
            assertEquals(1, restored.epoch());
        }
        return leader;
    }

    private JsonNode cli(Cluster cluster, String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--endpoints", cluster.endpoints(), "-o", "json"));
        arguments.addAll(List.of(command));
        Shipped.Ended ended = Shipped.run(scratch, arguments.toArray(String[]::new));
        assertEquals(0, ended.code(), ended::toString);
        return new ObjectMapper().readTree(ended.out());
    }
}
