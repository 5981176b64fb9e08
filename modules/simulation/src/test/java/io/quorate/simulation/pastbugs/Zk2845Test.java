package io.quorate.simulation.pastbugs;

import io.quorate.simulation.world.SimNode;
import org.junit.jupiter.api.Test;

/** Snapshots are of one moment, though rows are read and written while they are under way. */
class Zk2845Test {
    @Test
    void zk2845EntriesOnTopOfASnapshotThatWasMadeUnderLoadLeadToTheSameState() {
        Scene scene = new Scene(9).write();
        for (SimNode node : scene.cluster().nodes()) {
            scene.fallBehind(node);
            scene.awaitSnapshot(node);
            scene.awaitAcknowledged(100);
        }
        scene.judge();
    }

    @Test
    void zk3642TheLeaderDiesWhileItsSnapshotIsUnderWay() {
        Scene scene = new Scene(10).write();
        SimNode node = scene.follower();
        for (int i = 0; i < 2; i++) {
            scene.fallBehind(node);
            scene.elapse(Scene.SECOND / 20);
            scene.leader().cutPower();
            scene.awaitAcknowledged(100);
        }
        scene.judge();
    }
}
