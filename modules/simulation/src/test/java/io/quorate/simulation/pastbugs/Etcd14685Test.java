package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.SimNode;
import org.junit.jupiter.api.Test;

/** What stands for defragmentation here: a snapshot takes the place of state and log. */
class Etcd14685Test {
    private static final int ROUNDS = 3;

    @Test
    void etcd14685ACrashWhileTheStateIsReplacedLeavesTheOldOneOrTheNewOne() {
        Scene scene = new Scene(3).write();
        SimNode node = scene.follower();
        for (int round = 0; round < ROUNDS; round++) {
            scene.fallBehind(node);
            long cuts = scene.world().faults().of(FaultKind.POWER_LOSS_WHILE_WRITING);
            node.cutPowerWhileWriting();
            scene.runUntil(() -> scene.world().faults().of(FaultKind.POWER_LOSS_WHILE_WRITING) > cuts);
            node.heal();
            scene.awaitAcknowledged(100);
        }
        scene.judge();
        assertTrue(scene.snapshots(node) >= ROUNDS / 2, scene.snapshots(node) + " snapshots");
    }
}
