package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of a real cluster that come and go while somebody holds a lock. */
class MembersIT {
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BETWEEN_CHANGES = 100;

    @TempDir
    private Path scratch;

    @Test
    void aNodeIsAddedLeadsAndReplacesTheOneThatLedWithoutLosingAnything() throws Exception {
        try (Cluster cluster = Cluster.start(scratch)) {
            String endpoints = cluster.endpoints();
            cli(0, endpoints, "bundle", "deploy", "lock");
            try (QuorateClient client = Quorate.connect(endpoints);
                    LockHandle held = client.open(Locks.TYPE).acquire("kept", SECONDS);
                    LedgerWriters writers = LedgerWriters.connect(endpoints, 2, WRITERS)) {
                byte[] ledger = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
                Await.result(client.system().deployBundle(ledger, SECONDS));
                writers.begin();
                writers.awaitProgress(ACKNOWLEDGED_BETWEEN_CHANGES);

                cluster.join(scratch, 4);
                cli(0, endpoints, "cluster", "add", "4@127.0.0.1:" + cluster.peerPort(4));
                assertEquals(List.of(1, 2, 3, 4), voters(endpoints));
                writers.awaitProgress(ACKNOWLEDGED_BETWEEN_CHANGES);

                int led = cluster.leader();
                cli(0, cluster.endpoints(), "cluster", "transfer", "4");
                assertEquals(4, cluster.leader());
                assertNotEquals(4, led);
                cli(0, cluster.endpoints(), "cluster", "remove", Integer.toString(led));
                List<Integer> left = new ArrayList<>(List.of(1, 2, 3, 4));
                left.remove(Integer.valueOf(led));
                assertEquals(left, voters(cluster.node(4).endpoint()));
                cluster.leave(led);
                writers.awaitProgress(ACKNOWLEDGED_BETWEEN_CHANGES);

                cluster.node(left.get(0)).kill();
                cli(4, cluster.node(4).endpoint(), "cluster", "remove", Integer.toString(left.get(1)));
                writers.awaitProgress(ACKNOWLEDGED_BETWEEN_CHANGES);
                assertTrue(held.isValid());
                cluster.startAllThatAreDown();
                writers.endAndCheck();
            }
        }
    }

    @Test
    void whoStopsWaitingForANewNodeDoesNotStopTheChange() throws Exception {
        try (Cluster cluster = Cluster.start(scratch)) {
            String endpoints = cluster.endpoints();
            cluster.join(scratch, 4);
            cluster.node(4).suspend();
            String member = "4@127.0.0.1:" + cluster.peerPort(4);

            Shipped.Ended late = run(endpoints, "cluster", "add", member, "--timeout", "1s");
            assertEquals(5, late.code(), late::toString);
            assertTrue(late.err().contains("the change goes on in the cluster"), late::toString);
            assertTrue(late.err().contains("`quorate cluster remove 4` takes the new one out again"), late::toString);
            assertEquals(List.of(4), members(endpoints, "learners"));
            cli(0, endpoints, "cluster", "remove", "4");
            assertEquals(List.of(), members(endpoints, "learners"));

            try (HolderProcess waiting =
                    HolderProcess.start(scratch, "--endpoints", endpoints, "cluster", "add", member)) {
                waiting.await("Ctrl-C stops the waiting, not the change");
                assertEquals(5, waiting.stop());
                waiting.await("stopped waiting; the change goes on in the cluster");
            }
            cluster.node(4).wake();
            cluster.awaitVoters(List.of(1, 2, 3, 4));
        }
    }

    private void cli(int code, String endpoints, String... command) throws Exception {
        Shipped.Ended ended = run(endpoints, command);
        assertEquals(code, ended.code(), ended::toString);
    }

    private List<Integer> voters(String endpoints) throws Exception {
        return members(endpoints, "voters");
    }

    private List<Integer> members(String endpoints, String which) throws Exception {
        Shipped.Ended ended = run(endpoints, "cluster", "status", "-o", "json");
        assertEquals(0, ended.code(), ended::toString);
        List<Integer> members = new ArrayList<>();
        for (JsonNode member : new ObjectMapper().readTree(ended.out()).get(which)) {
            members.add(member.asInt());
        }
        return members;
    }

    private Shipped.Ended run(String endpoints, String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--endpoints", endpoints));
        arguments.addAll(List.of(command));
        return Shipped.run(scratch, arguments.toArray(String[]::new));
    }
}
