package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.simulation.check.Hold;
import io.quorate.simulation.pastbugs.Scene;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimConnection;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.Verb;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Sessions that are lost one after the other, of clients and nodes whose clocks are wrong by up to 1 %: each client is told before
 * a node ends its session. How many, {@code -Dlosses} says.
 */
class SessionLossesTest {
    private static final int LOSSES = Integer.getInteger("losses", 200);
    private static final int LOSSES_OF_A_SEED = 1_000;
    private static final int CLIENTS = 40;
    private static final long SHORTEST_TTL_MILLIS = 1_000;
    private static final long LONGEST_TTL_MILLIS = 3_000;
    private static final String NAME = "loser-";

    /** Virtual time for the losses of one seed. */
    private static final long PATIENCE_NANOS = 1_800 * Scene.SECOND;

    private static final Verb<Acquire, Grant> ACQUIRE =
            Verb.of(LockContract.RECIPE, LockContract.VERSION, LockContract.ACQUIRE, Acquire.class, Grant.class);

    @Test
    void everyClientIsToldBeforeItsSessionEnds() {
        int losses = 0;
        long smallestNanos = Long.MAX_VALUE;
        for (long seed = 1; losses < LOSSES; seed++) {
            LossMargins margins = new World(seed).lose(Math.min(LOSSES - losses, LOSSES_OF_A_SEED));
            losses += margins.losses();
            smallestNanos = Math.min(smallestNanos, margins.smallestNanos());
        }
        System.out.printf("%d sessions lost, the client told at least %.3f ms before%n", losses, smallestNanos / 1e6);
        assertTrue(smallestNanos > 0);
    }

    private static final class World {
        private final LossMargins[] margins = new LossMargins[1];
        private final Scene scene;
        private final Chance chance;
        private boolean resting;

        World(long seed) {
            scene = new Scene(seed, time -> margins[0] = new LossMargins(time));
            chance = scene.world().chance().branch();
            for (int number = 0; number < CLIENTS; number++) {
                long ttl =
                        chance.oneIn(2) ? SHORTEST_TTL_MILLIS : chance.between(SHORTEST_TTL_MILLIS, LONGEST_TTL_MILLIS);
                // Two want the same one, so that who loses it sees the other get it.
                new Wanting(scene.cluster().client(NAME + number, ttl), "lock-" + number / 2).later();
            }
        }

        /** Until so many sessions were lost and have ended; then all heals and is judged. */
        LossMargins lose(int count) {
            long end = scene.world().time().nanos() + PATIENCE_NANOS;
            while (margins[0].losses() < count) {
                assertTrue(scene.world().time().nanos() < end, () -> margins[0].losses() + " sessions were lost");
                scene.elapse(trouble());
                scene.elapse(chance.millis(500, 1_500));
            }
            resting = true;
            scene.judge();
            assertEquals(
                    0,
                    margins[0].endedUntold().stream()
                            .filter(name -> name.startsWith(NAME))
                            .count(),
                    () -> "sessions ended of clients that did not know: " + margins[0].endedUntold());
            return margins[0];
        }

        /** Begins something; answers for how long it lasts. */
        private long trouble() {
            long nanos = chance.millis(500, 4_000);
            switch (chance.below(8)) {
                case 0 -> scene.cluster().network().slow(nanos);
                case 1 -> scene.cluster().peers().isolate(scene.leader(), nanos);
                case 2 -> scene.leader().kill();
                case 3 -> scene.cluster().network().any(chance).ifPresent(SimConnection::reset);
                case 4 -> scene.cluster().nodes().forEach(SimNode::kill);
                default -> scene.cluster().network().cut(nanos);
            }
            return nanos;
        }

        /** A client that asks for one lock again and again, and never gives it back. */
        private final class Wanting {
            private final SimClient client;
            private final String lock;
            private Optional<Hold> held = Optional.empty();

            Wanting(SimClient client, String lock) {
                this.client = client;
                this.lock = lock;
            }

            void later() {
                client.later(chance.millis(200, 800), this::ask);
            }

            private void ask() {
                held.filter(hold -> !hold.isBelieved()).ifPresent(this::end);
                if (!resting) {
                    client.call(
                            ACQUIRE,
                            lock,
                            id -> new Acquire(0, Long.toString(id)),
                            chance.between(300, 2_000),
                            Answer.of(this::granted, failure -> later()));
                }
            }

            private void granted(Grant grant) {
                Hold hold = new Hold(client, lock, grant.token(), grant.session(), Optional.empty());
                if (hold.isBelieved()) {
                    held = Optional.of(hold);
                    scene.world().history().holdBegun(hold);
                }
                later();
            }

            private void end(Hold hold) {
                scene.world().history().holdEnded(hold);
                held = Optional.empty();
            }
        }
    }
}
