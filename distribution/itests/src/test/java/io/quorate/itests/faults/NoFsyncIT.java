package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.check.NothingAcknowledgedLost;
import io.quorate.simulation.check.RegistersHaveAnOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the histories are worth: with disks that lie about syncs, a power loss of all nodes must be seen in them. */
class NoFsyncIT {
    /** So few that all of it is in the log alone. */
    private static final int OPERATIONS = 300;

    @TempDir
    private Path scratch;

    @Test
    void aPowerLossOfAllNodesIsSeenInTheHistory() throws Exception {
        try (FaultyCluster cluster = FaultyCluster.start(scratch, 3)) {
            FaultsIT.deploy(cluster, scratch, List.of());
            try (Load load = Load.begin(cluster, scratch, "power", RecipeCrowd.Strength.NONE, 1)) {
                load.awaitProgress(OPERATIONS);
                for (int node : cluster.nodes().numbers()) {
                    cluster.node(node).tell("lie");
                    cluster.node(node).awaitOutput("disk: lie");
                }
                load.awaitProgress(OPERATIONS);
                cluster.losePower();
                List<String> wrong = load.wrongWithRegisters();
                assertTrue(
                        wrong.stream().anyMatch(what -> what.startsWith(NothingAcknowledgedLost.class.getSimpleName())),
                        wrong::toString);
                assertTrue(
                        wrong.stream().anyMatch(what -> what.startsWith(RegistersHaveAnOrder.class.getSimpleName())),
                        wrong::toString);
            }
        }
    }
}
