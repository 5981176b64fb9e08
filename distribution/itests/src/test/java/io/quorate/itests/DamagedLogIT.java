package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.itests.faults.LogFlip;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose log has rotted is filled by the others, and counts again. */
class DamagedLogIT {
    private static final int SOME = 300;

    @TempDir
    private Path scratch;

    @Test
    void theOthersFillTheLogOfANodeAndItsVoteCountsAgain() throws Exception {
        try (Cluster cluster = Cluster.start(scratch);
                LedgerWriters writers = LedgerWriters.connect(cluster.endpoints(), 2, 4)) {
            writers.deployLedger(scratch);
            writers.begin();
            writers.awaitProgress(SOME);
            int leader = cluster.leader();
            ServerProcess damaged = cluster.node(leader);
            damaged.kill();
            LogFlip flip = LogFlip.in(damaged.data(), 77);
            damaged.begin();
            damaged.awaitOutput("The log is damaged: file " + flip.fileName());
            damaged.awaitOutput("This node goes on with an empty log");
            damaged.awaitReady();
            writers.awaitProgress(SOME);
            EqualStates.await(cluster);

            int next = cluster.leader();
            cluster.node(next).kill();
            assertNotEquals(
                    next, cluster.leader(number -> number != next), "two nodes, one of them the damaged one, elect");
            writers.awaitProgress(SOME);
            cluster.node(next).start();
            writers.awaitProgress(SOME);
            writers.endAndCheck();
            EqualStates.await(cluster);
            assertTrue(damaged.isRunning());
        }
    }
}
