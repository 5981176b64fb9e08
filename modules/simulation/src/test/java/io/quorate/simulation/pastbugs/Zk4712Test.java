package io.quorate.simulation.pastbugs;

import org.junit.jupiter.api.Test;

/** A node that stops, or stands still, with much under way. */
class Zk4712Test {
    private static final int ROUNDS = 6;

    private final Scene scene = new Scene(12).write();

    @Test
    void zk4712NothingOfALeaderThatStopsIsWrittenBehindItsBack() {
        for (int round = 0; round < ROUNDS; round++) {
            scene.awaitAcknowledged(50);
            scene.leader().stop();
        }
        scene.judge();
    }

    @Test
    void zk4712NothingOfALeaderThatWakesUpAsNoneIsTaken() {
        for (int round = 0; round < ROUNDS; round++) {
            scene.awaitAcknowledged(50);
            scene.leader().pause(3 * Scene.SECOND);
            scene.elapse(4 * Scene.SECOND);
        }
        scene.judge();
    }
}
