package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.world.SimNode;
import org.junit.jupiter.api.Test;

/** What stands for compaction here: the log lets go of its beginning, segment by segment, all the time. */
class Etcd17780Test {
    private static final int CUTS = 5;

    @Test
    void etcd17780NoRevisionIsGivenTwiceAfterAPowerCutOfAllNodes() {
        Scene scene = new Scene(5).write();
        for (int cut = 0; cut < CUTS; cut++) {
            scene.awaitAcknowledged(500);
            long before = scene.progress().revision();
            scene.cluster().nodes().forEach(SimNode::cutPower);
            scene.awaitAcknowledged(100);
            assertTrue(scene.progress().revision() > before);
        }
        scene.judge();
    }
}
