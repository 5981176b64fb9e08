package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.world.FaultKind;
import org.junit.jupiter.api.Test;

/** A crash under load may come between any two writes: state and applied index must be of the same entry. */
class Etcd13766Test {
    private static final int CUTS = 8;

    @Test
    void etcd13766TheStateGoesOnWhereItIsAfterPowerCutsUnderLoad() {
        Scene scene = new Scene(1).write();
        for (int cut = 0; cut < CUTS; cut++) {
            scene.awaitAcknowledged(150);
            scene.leader().cutPower();
        }
        assertTrue(scene.world().faults().of(FaultKind.STORE_FLUSH_LOST) > 0, "a state went back");
        scene.judge();
    }

    @Test
    void etcd13514TheStateGoesOnWhereItIsAfterKillsUnderLoad() {
        Scene scene = new Scene(2).write();
        for (int kill = 0; kill < CUTS; kill++) {
            scene.awaitAcknowledged(150);
            scene.leader().kill();
            scene.follower().kill();
        }
        scene.judge();
    }
}
