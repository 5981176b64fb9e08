package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that say that they belong to a cluster and do not: they are told so, and the cluster goes on. */
class ForeignNodeIT {
    @TempDir
    private static Path scratch;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(scratch);
    }

    @AfterEach
    void allNodesServe() throws Exception {
        cluster.startAllThatAreDown();
        cluster.leader();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static int count(String text, String output) {
        return output.split(Pattern.quote(text), -1).length - 1;
    }

    @Test
    void aNodeOfAnotherClusterAtAMembersAddressIsRefusedOnBothSidesAndTheClusterGoesOn() throws Exception {
        int leader = cluster.leader();
        int absent = cluster.followerOf(leader);
        cluster.node(absent).kill();
        Path own = Files.createDirectory(scratch.resolve("foreign"));
        List<String> settings = cluster.settings(absent, "production", cluster.peerPort(absent));
        try (ServerProcess foreign = ServerProcess.launch(own, settings)) {
            foreign.awaitOutput("belongs to cluster production, node " + leader + " to cluster " + Cluster.ID);
            foreign.awaitOutput("belongs to cluster " + Cluster.ID + ", node " + absent + " to cluster production");
            ServerProcess member = cluster.node(leader);
            String refusal = "refusing a link from 127.0.0.1: node " + absent + " belongs to cluster production";
            member.awaitOutput(refusal);
            assertEquals(1, count(refusal, member.output()), member.output());
        }
    }

    @Test
    void aSecondNodeOfAMembersNumberIsRefusedAndDisturbsNobody() throws Exception {
        int leader = cluster.leader();
        long term = term(leader);
        int twin = cluster.followerOf(leader);
        Path own = Files.createDirectory(scratch.resolve("twin"));
        List<String> settings =
                cluster.settings(twin, Cluster.ID, FreePorts.ofLoopback(1).get(0));
        String reason = "two nodes have number " + twin;
        try (ServerProcess second = ServerProcess.launch(own, settings)) {
            second.awaitOutput(reason);
            ServerProcess member = cluster.node(leader);
            // A copy that another test started is refused with the same words.
            member.awaitOutput("the other on " + second.endpoint());
            assertUndisturbed(leader, term, twin);
            assertEquals(1, count("the other on " + second.endpoint(), member.output()), member.output());
            cluster.node(twin).kill();
            second.awaitOutput("knows this one by another data directory");
            assertFalse(second.output().contains("ready: "), "nor does it take the place of one that is down");
        }
    }

    /** Then not even the data tells them apart, but that clients find them at two places. */
    @Test
    void aCopyOfAMemberIsRefusedWhileTheMemberRuns() throws Exception {
        int leader = cluster.leader();
        int twin = cluster.followerOf(leader);
        Path own = Files.createDirectory(scratch.resolve("copy"));
        cluster.node(twin).kill();
        copy(cluster.node(twin).data(), own.resolve("data"));
        cluster.node(twin).start();
        leader = cluster.leader();
        long term = term(leader);
        List<String> settings =
                cluster.settings(twin, Cluster.ID, FreePorts.ofLoopback(1).get(0));
        try (ServerProcess second = ServerProcess.launch(own, settings)) {
            second.awaitOutput("two nodes have number " + twin);
            assertUndisturbed(leader, term, twin);
        }
    }

    private static long term(int node) throws IOException {
        try (NodeClient client = new NodeClient(cluster.node(node), 20_000)) {
            return client.status().orElseThrow().term();
        }
    }

    /** The same leader in the same term, and the true member still answers for itself. */
    private static void assertUndisturbed(int leader, long term, int member) throws Exception {
        assertEquals(leader, cluster.leader());
        assertEquals(term, term(leader));
        assertEquals(term, term(member));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    @Test
    void aNodeThatReachesNoOtherOneSaysSoOfEachAndServesNothing() throws Exception {
        List<Integer> ports = FreePorts.ofLoopback(3);
        String members =
                "1@127.0.0.1:" + ports.get(0) + ",2@127.0.0.1:" + ports.get(1) + ",3@127.0.0.1:" + ports.get(2);
        Path own = Files.createDirectory(scratch.resolve("lonely"));
        List<String> settings = List.of(
                "node.id=1",
                "cluster.id=lonely",
                "cluster.members=" + members,
                "peer.listen=127.0.0.1:" + ports.get(0));
        try (ServerProcess lonely = ServerProcess.launch(own, settings)) {
            for (int node = 2; node <= 3; node++) {
                lonely.awaitOutput("cannot reach node " + node + " at 127.0.0.1:" + ports.get(node - 1));
            }
            Shipped.Ended status = Shipped.run(
                    scratch, "--endpoints", lonely.endpoint(), "--timeout", "2s", "lock", "describe", "anything");
            assertEquals(6, status.code(), status::toString);
            assertTrue(lonely.isRunning());
            assertEquals(1, count("cannot reach node 2 ", lonely.output()), lonely.output());
        }
    }
}
