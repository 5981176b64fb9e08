package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.system.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are started again with an empty data directory. */
class LostDirectoryIT {
    @TempDir
    private static Path scratch;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(scratch);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** Takes the data of a node that is down away. */
    private static Path lose(ServerProcess node, String keptAs) throws IOException {
        return Files.move(node.data(), scratch.resolve(keptAs));
    }

    /** Writes a value, and returns the one before. */
    private static Duration swap(int minutes) throws Exception {
        SystemCommand.ConfigureCluster write =
                new SystemCommand.ConfigureCluster("session.max-ttl", Optional.of(minutes + "min"), 0);
        try (QuorateClient client = Quorate.connect(cluster.endpoints())) {
            return Duration.ofMillis(client.system()
                    .call(write, SystemCommand.ClusterConfigured.class)
                    .get(60, TimeUnit.SECONDS)
                    .before());
        }
    }

    /**
     * A node is shown among the voters from the first half of a change on, and until the second one is committed the former voters are
     * needed, too. The first value is written behind the first half, the second one behind both.
     */
    private static void awaitEndOfChange() throws Exception {
        swap(7);
        swap(7);
    }

    @Test
    void oneIsLetInAgainByItselfAndVotes() throws Exception {
        swap(7);
        int leader = cluster.leader();
        int lost = cluster.followerOf(leader);
        int other = 6 - leader - lost;
        cluster.node(lost).kill();
        lose(cluster.node(lost), "one-lost");
        cluster.node(lost).start();
        cluster.node(leader).awaitOutput("node " + lost + " has begun anew with another data directory");
        cluster.awaitVoters(List.of(1, 2, 3));
        awaitEndOfChange();

        cluster.node(other).kill();
        assertEquals(Duration.ofMinutes(7), swap(8), "the one that was let in makes the majority");
        cluster.startAllThatAreDown();
        cluster.leader();
    }

    /** Two of three that know nothing would be a majority. */
    @Test
    void mostOfThemDoNotFoundAnEmptyCluster() throws Exception {
        swap(9);
        int kept = cluster.leader();
        List<Integer> lost =
                cluster.numbers().stream().filter(number -> number != kept).toList();
        for (int number : lost) {
            cluster.node(number).kill();
            lose(cluster.node(number), "most-lost-" + number);
        }
        for (int number : lost) {
            cluster.node(number).begin();
        }
        for (int number : lost) {
            cluster.node(number).awaitOutput("node " + kept + " knows this one by another data directory");
            assertFalse(cluster.node(number).output().contains("ready: "));
        }
        for (int number : lost) {
            cluster.node(number).kill();
            lose(cluster.node(number), "empty-" + number);
            Files.move(
                    scratch.resolve("most-lost-" + number), cluster.node(number).data());
        }
        cluster.startAllThatAreDown();
        cluster.leader();
        assertEquals(Duration.ofMinutes(9), swap(10));
    }
}
