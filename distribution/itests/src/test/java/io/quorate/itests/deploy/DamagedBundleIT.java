package io.quorate.itests.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.Cluster;
import io.quorate.itests.EqualStates;
import io.quorate.itests.ServerProcess;
import io.quorate.itests.Shipped;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.system.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of a bundle rot in one node's state, while the node is down. */
class DamagedBundleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So many bytes of a bundle are found nowhere else. */
    private static final int LENGTH = 64;

    @TempDir
    private Path scratch;

    @Test
    void comesAgainFromTheOtherNodes() throws Exception {
        byte[] bundle = Files.readAllBytes(Shipped.lockBundle());
        byte[] next = Files.readAllBytes(Shipped.lockBundle(scratch, "9.9.1"));
        try (Cluster cluster = Cluster.start(scratch);
                QuorateClient client = Quorate.builder()
                        .endpoints(cluster.endpoints())
                        .sessionTtl(PATIENCE)
                        .connect()) {
            Await.result(client.system().deployBundle(bundle, PATIENCE));
            try (LockHandle held = client.open(Locks.TYPE).acquire("kept", PATIENCE)) {
                int leader = cluster.leader();
                int number = cluster.followerOf(leader);
                ServerProcess node = cluster.node(number);
                stop(node);
                rot(node, piece(bundle, next));
                assertFalse(Files.exists(node.data().resolve("quarantine")));

                node.start();
                assertTrue(Files.exists(node.data().resolve("quarantine")), "the damage was not met");
                EqualStates.await(cluster);
                // The leader has others to serve.
                ServerProcess third = cluster.node(6 - leader - number);
                third.awaitOutput("node " + number + " has got the state of this node");
                Shipped.Ended ended = Shipped.run(
                        scratch, "--endpoints", cluster.endpoints(), "cluster", "transfer", Integer.toString(number));
                assertEquals(0, ended.code(), ended::toString);
                assertEquals(number, cluster.leader());
                client.open(Locks.TYPE).acquire("door", PATIENCE).close();
                assertTrue(held.isValid());

                Await.result(client.system().deployBundle(next, PATIENCE));
                // A node that has not switched yet would begin with the bundle that rots.
                EqualStates.await(cluster);
                ServerProcess other = cluster.node(cluster.followerOf(number));
                retiredBytesRotAndAreAskedFor(client, other, piece(bundle, next));
                assertTrue(held.isValid());

                unreadableStateComesFromTheOthers(cluster.node(6 - number - cluster.followerOf(number)));
                assertTrue(held.isValid());
                EqualStates.await(cluster);
            }
        }
    }

    private static void unreadableStateComesFromTheOthers(ServerProcess node) throws Exception {
        stop(node);
        Path file = node.data().resolve("state").resolve("data.mdb");
        byte[] content = Files.readAllBytes(file);
        Arrays.fill(content, 0, Math.min(content.length, 16 * 1024), (byte) 0x5a);
        Files.write(file, content);
        node.start();
        assertTrue(Files.exists(node.data().resolve("quarantine")), "the damage was not met");
    }

    private static void retiredBytesRotAndAreAskedFor(QuorateClient client, ServerProcess node, byte[] piece)
            throws Exception {
        stop(node);
        rot(node, piece);
        node.start();
        assertFalse(Files.exists(node.data().resolve("quarantine")), "what is not used is not met");

        SystemCommand.Rollback back = new SystemCommand.Rollback("lock", Optional.empty());
        Await.result(client.system().call(back, SystemCommand.Deployed.class, PATIENCE));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(node.data().resolve("quarantine"))) {
            assertTrue(System.nanoTime() < deadline, "the damage was not met");
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** A part of the bundle that the other one does not have. */
    private static byte[] piece(byte[] bundle, byte[] other) {
        for (int from = 0; ; from++) {
            byte[] piece = Arrays.copyOfRange(bundle, from, from + LENGTH);
            if (places(other, piece) == 0) {
                return piece;
            }
        }
    }

    private static int places(byte[] content, byte[] bytes) {
        int found = 0;
        for (int at = 0; at + LENGTH <= content.length; at++) {
            found += Arrays.equals(content, at, at + LENGTH, bytes, 0, LENGTH) ? 1 : 0;
        }
        return found;
    }

    /** In good order, so that all is in the store: the rest would come from the log again, and be whole. */
    private static void stop(ServerProcess node) throws InterruptedException {
        assertEquals(0, node.terminate());
    }

    /** Changes each place of the state at which these bytes are. */
    private static void rot(ServerProcess node, byte[] bytes) throws IOException {
        int places = 0;
        try (var files = Files.walk(node.data().resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                int found = 0;
                for (int at = 0; at + LENGTH <= content.length; at++) {
                    if (Arrays.equals(content, at, at + LENGTH, bytes, 0, LENGTH)) {
                        content[at] ^= 1;
                        found++;
                    }
                }
                if (found > 0) {
                    Files.write(file, content);
                }
                places += found;
            }
        }
        assertTrue(places > 0, "the bundle is not in the store");
    }
}
