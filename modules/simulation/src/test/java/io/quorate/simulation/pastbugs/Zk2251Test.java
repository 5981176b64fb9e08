package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that hears nothing any more helps itself: by its own clock, and in time. */
class Zk2251Test {
    private static final long TTL_MILLIS = 3_000;
    private static final long CALL_MILLIS = 5_000;

    private final Scene scene = new Scene(13);
    private final SimClient client = scene.cluster().client("client", TTL_MILLIS);
    private final List<Grant> grants = new ArrayList<>();
    private final List<Ending.Failed> failures = new ArrayList<>();
    private final Answer<Grant> answer = new Answer<>() {
        @Override
        public void replied(Grant grant) {
            grants.add(grant);
        }

        @Override
        public void failed(Ending.Failed failure) {
            failures.add(failure);
        }
    };

    Zk2251Test() {
        scene.acquire(client, answer);
        scene.runUntil(() -> !grants.isEmpty());
        assertTrue(client.believes(grants.get(0).session()));
    }

    /** The lock is taken, so that the answer cannot come before it is lost. */
    private void waitForAnAnswer() {
        scene.acquire(client, CALL_MILLIS, answer);
        scene.elapse(Scene.SECOND / 10);
    }

    private void helpsItself() {
        scene.elapse(TTL_MILLIS * 1_000_000);
        assertFalse(client.believes(grants.get(0).session()), "its session may be over by now");
        assertTrue(isToldLost(), "and its program is told so");
        scene.elapse(CALL_MILLIS * 1_000_000);
        assertEquals(1, failures.size());
        assertEquals(CallOutcome.UNKNOWN, failures.get(0).outcome());
    }

    private boolean isToldLost() {
        String lost = "session " + grants.get(0).session() + " LOST";
        return scene.world().trace().lines().stream().anyMatch(line -> line.contains(lost));
    }

    @Test
    void zk2251ALostAnswerIsNotWaitedForForEver() {
        waitForAnAnswer();
        scene.cluster().network().cut(20 * Scene.SECOND);
        helpsItself();
        scene.judge();
    }

    @Test
    void zk4508TheSessionEndsByTheClientsOwnClockWhenNoServerServes() {
        waitForAnAnswer();
        long until = scene.world().time().nanos() + 10 * Scene.SECOND;
        for (SimNode node : scene.cluster().nodes()) {
            node.pause(until - scene.world().time().nanos());
        }
        helpsItself();
        scene.judge();
    }
}
