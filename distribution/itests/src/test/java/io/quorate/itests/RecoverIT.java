package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.lock.api.LossReason;
import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of three are lost for good, and the one that is left begins a new cluster. */
class RecoverIT {
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final int ADDED = 4;

    @TempDir
    private Path scratch;

    @Test
    void theNodeThatIsLeftBeginsAClusterThatGivesLargerTokensAndGrowsAgain() throws Exception {
        try (Cluster cluster = Cluster.start(scratch)) {
            // Whose log has everything that was acknowledged.
            int left = cluster.leader();
            int old = cluster.followerOf(left);
            ServerProcess node = cluster.node(left);
            try (QuorateClient client = Quorate.connect(cluster.endpoints());
                    QuorateClient holder = Quorate.builder()
                            .endpoints(cluster.endpoints())
                            .sessionTtl(Duration.ofSeconds(2))
                            .connect()) {
                Await.result(client.system().deployBundle(Files.readAllBytes(Shipped.lockBundle()), SECONDS));
                CompletableFuture<LossReason> lost = new CompletableFuture<>();
                client.open(Locks.TYPE).acquire("lost", SECONDS).onLost(lost::complete);
                LockHandle held = holder.open(Locks.TYPE).acquire("kept", SECONDS);
                for (int number : cluster.numbers()) {
                    cluster.node(number).kill();
                    if (number != left && number != old) {
                        delete(cluster.node(number).data());
                    }
                }
                String id = recover(node.data(), left);
                List<String> settings = settings(left, id, cluster, left + "@" + cluster.peerAddress(left));
                try (ServerProcess survivor = node.with(settings)) {
                    survivor.awaitReady();
                    // The client has met the new cluster, or given up by itself.
                    lost.get(SECONDS.toSeconds(), TimeUnit.SECONDS);
                    FencingToken token = held.token();
                    try (LockHandle next = client.open(Locks.TYPE).acquire("kept", SECONDS)) {
                        assertTrue(next.token().compareTo(token) > 0, next.token() + " after " + token);
                        assertEquals(token.epoch() + 1, next.token().epoch());
                    }
                    assertFalse(held.isValid());
                    oldNodeIsRefused(cluster.node(old), survivor, old, left, id);
                    grow(cluster, survivor, left, id);
                }
            }
        }
    }

    private String recover(Path data, int node) throws Exception {
        Shipped.Ended ended =
                cli(0, "recover", "--force-new-cluster", "--data", data.toString(), "--yes", Cluster.ID, "-o", "json");
        JsonNode recovered = new ObjectMapper().readTree(ended.out());
        assertEquals(node, recovered.get("node").asInt());
        assertEquals(2, recovered.get("dropped").size());
        String id = recovered.get("cluster").asText();
        assertTrue(ended.err().contains("set cluster.id to " + id), ended.err());
        return id;
    }

    private static List<String> settings(int node, String id, Cluster cluster, String members) {
        return List.of(
                "node.id=" + node,
                "cluster.id=" + id,
                "cluster.members=" + members,
                "peer.listen=127.0.0.1:" + cluster.peerPort(node));
    }

    /** Its data are of the cluster that was lost. */
    private static void oldNodeIsRefused(ServerProcess old, ServerProcess survivor, int number, int left, String id)
            throws Exception {
        String reason = "node " + number + " belongs to cluster " + Cluster.ID + ", node " + left + " to cluster " + id;
        old.begin();
        old.awaitOutput(reason);
        survivor.awaitOutput(reason);
        assertFalse(old.output().contains("ready: "), old.output());
        old.kill();
    }

    private void grow(Cluster cluster, ServerProcess survivor, int left, String id) throws Exception {
        int port = FreePorts.ofLoopback(1).get(0);
        List<String> settings = List.of(
                "node.id=" + ADDED,
                "cluster.id=" + id,
                "cluster.join=true",
                "cluster.members=" + left + "@" + cluster.peerAddress(left) + "," + ADDED + "@127.0.0.1:" + port,
                "peer.listen=127.0.0.1:" + port);
        Path own = Files.createDirectory(scratch.resolve("node-" + ADDED));
        try (ServerProcess added = ServerProcess.launch(own, settings)) {
            added.awaitOutput("listens for clients");
            Shipped.Ended ended = cli(
                    0,
                    "--endpoints",
                    survivor.endpoint(),
                    "cluster",
                    "add",
                    ADDED + "@127.0.0.1:" + port,
                    "-o",
                    "json");
            assertEquals(
                    "[" + left + "," + ADDED + "]",
                    new ObjectMapper().readTree(ended.out()).get("voters").toString());
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Shipped.Ended cli(int code, String... arguments) throws Exception {
        Shipped.Ended ended = Shipped.run(scratch, arguments);
        assertEquals(code, ended.code(), ended::toString);
        return ended;
    }
}
