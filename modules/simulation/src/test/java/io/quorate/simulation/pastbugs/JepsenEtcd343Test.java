package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jepsen on etcd 3.4.3: a waiter whose session ended while it waited. */
class JepsenEtcd343Test {
    private static final long SHORT_TTL_MILLIS = 1_000;
    private static final long HOLDER_TTL_MILLIS = 8_000;

    private final Scene scene = new Scene(7);
    private final List<String> granted = new ArrayList<>();
    private final List<Ending.Failed> failed = new ArrayList<>();

    private SimClient waiter(String name, long ttlMillis) {
        SimClient client = scene.cluster().client(name, ttlMillis);
        scene.acquire(client, new Answer<Grant>() {
            @Override
            public void replied(Grant grant) {
                granted.add(name);
            }

            @Override
            public void failed(Ending.Failed failure) {
                failed.add(failure);
            }
        });
        return client;
    }

    @Test
    void jepsenEtcd343AWaiterWhoseProcessDiedIsPassedOver() {
        SimClient holder = scene.holder(HOLDER_TTL_MILLIS);
        SimClient dead = waiter("dead", SHORT_TTL_MILLIS);
        scene.elapse(Scene.SECOND);
        waiter("next", 60_000);
        scene.elapse(Scene.SECOND);
        dead.crash(true);
        scene.elapse(3 * Scene.SECOND);
        holder.crash(false);
        scene.runUntil(() -> !granted.isEmpty());
        assertEquals(List.of("next"), granted);
        scene.judge();
    }

    @Test
    void jepsenEtcd343AWaiterThatSleptThroughTheEndOfItsSessionHoldsNothing() {
        SimClient holder = scene.holder(HOLDER_TTL_MILLIS);
        SimClient sleeper = waiter("sleeper", SHORT_TTL_MILLIS);
        scene.elapse(Scene.SECOND);
        waiter("next", 60_000);
        scene.elapse(Scene.SECOND);
        sleeper.pause(20 * Scene.SECOND);
        scene.elapse(3 * Scene.SECOND);
        holder.crash(false);
        scene.runUntil(() -> !granted.isEmpty() && !failed.isEmpty());
        assertEquals(List.of("next"), granted);
        assertTrue(failed.get(0).code().contains("SESSION"), failed::toString);
        scene.judge();
    }
}
