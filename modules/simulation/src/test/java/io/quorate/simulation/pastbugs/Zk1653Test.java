package io.quorate.simulation.pastbugs;

import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.SimNode;
import org.junit.jupiter.api.Test;

/** Terms, votes and entries are on the disk in different records, and a crash may come between any two of them. */
class Zk1653Test {
    private static final int ROUNDS = 12;

    @Test
    void zk1653ANodeStartsWhereverACrashFellIntoAnElection() {
        Scene scene = new Scene(11).write();
        for (int round = 0; round < ROUNDS; round++) {
            SimNode next = scene.follower();
            FaultKind kind = FaultKind.POWER_LOSS_WHILE_WRITING;
            long cuts = scene.world().faults().of(kind);
            next.cutPowerWhileWriting();
            scene.leader().kill();
            scene.runUntil(() -> scene.world().faults().of(kind) > cuts);
            next.heal();
            scene.awaitAcknowledged(20);
        }
        scene.judge();
    }
}
