package io.quorate.itests.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.Cluster;
import io.quorate.itests.EqualStates;
import io.quorate.itests.LedgerWriters;
import io.quorate.itests.Shipped;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.system.SystemCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe of the lock is replaced by another build and put back, again and again, while clients in several processes take
 * locks. How often and how many is set by {@code upgrades} and {@code upgrade.clients}.
 */
class UpgradesUnderLoadIT {
    private static final int UPGRADES = Integer.getInteger("upgrades", 5);
    private static final int CLIENTS = Integer.getInteger("upgrade.clients", 16);
    private static final int PROCESSES = 2;

    /** Of each process, and of the writers, between two changes. */
    private static final int PROGRESS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    @Test
    void nothingFailsOrIsLostOrGrantedTwice() throws Exception {
        byte[] first = Files.readAllBytes(Shipped.lockBundle());
        try (Cluster cluster = Cluster.start(scratch);
                QuorateClient client = Quorate.builder()
                        .endpoints(cluster.endpoints())
                        .sessionTtl(PATIENCE)
                        .connect()) {
            Await.result(client.system().deployBundle(first, PATIENCE));
            try (LockHandle held = client.open(Locks.TYPE).acquire("kept", PATIENCE);
                    LedgerWriters writers = LedgerWriters.connect(cluster.endpoints(), 1, 2, "book");
                    LockCrowd crowd = LockCrowd.start(scratch, cluster.endpoints(), CLIENTS, PROCESSES)) {
                writers.deployLedger(scratch);
                writers.begin();
                crowd.awaitHolds(PROGRESS);
                for (int round = 1; round <= UPGRADES; round++) {
                    byte[] next = Files.readAllBytes(Shipped.lockBundle(scratch, "9.9." + round));
                    assertEquals(
                            "9.9." + round,
                            Await.result(client.system().deployBundle(next, PATIENCE))
                                    .version());
                    check(cluster, writers, crowd);
                    SystemCommand.Rollback back = new SystemCommand.Rollback("lock", Optional.empty());
                    Await.result(client.system().call(back, SystemCommand.Deployed.class, PATIENCE));
                    check(cluster, writers, crowd);
                }
                assertTrue(held.isValid());
                assertEquals(
                        held.token(),
                        client.open(Locks.TYPE)
                                .describe("kept")
                                .holder()
                                .orElseThrow()
                                .token());
                int holds = crowd.endAndCheck();
                writers.endAndCheck();
                EqualStates.await(cluster);
                System.out.printf("%d upgrades, %d rollbacks, %d holds%n", UPGRADES, UPGRADES, holds);
            }
        }
    }

    private static void check(Cluster cluster, LedgerWriters writers, LockCrowd crowd) throws Exception {
        crowd.awaitHolds(PROGRESS);
        writers.awaitProgress(PROGRESS);
        EqualStates.await(cluster);
    }
}
