package io.quorate.simulation.pastbugs;

import io.quorate.simulation.world.SimNode;
import org.junit.jupiter.api.Test;

/** A member whose state came by a snapshot applies what follows, and nothing else. */
class Etcd9630Test {
    private final Scene scene = new Scene(6).write();
    private final SimNode node = scene.follower();

    Etcd9630Test() {
        scene.fallBehind(node);
        scene.awaitSnapshot(node);
    }

    @Test
    void etcd9630ItGoesOnWithTheEntriesBehindTheSnapshot() {
        scene.awaitAcknowledged(300);
        scene.judge();
    }

    @Test
    void etcd10407ItAppliesNothingTwiceOrNotAtAllAfterARestart() {
        for (int i = 0; i < 3; i++) {
            node.kill();
            scene.awaitAcknowledged(100);
            node.cutPower();
            scene.awaitAcknowledged(100);
        }
        scene.judge();
    }

    @Test
    void etcd10594WhatItServesAsALeaderIsWhatTheOthersHave() {
        scene.makeLead(node);
        scene.awaitAcknowledged(100);
        scene.judge();
    }
}
