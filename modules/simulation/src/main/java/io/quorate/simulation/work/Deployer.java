package io.quorate.simulation.work;

import io.quorate.simulation.world.ClassPathHost;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayDeque;
import java.util.List;

/** Deploys the recipes of a world, one after the other, and begins anew whatever fails. */
public final class Deployer {
    private static final long CLOSE_MILLIS = 10_000;
    private static final long PAUSE_NANOS = 200_000_000;

    private final SimClient client;
    private final ArrayDeque<String> recipes;
    private final Runnable done;

    public Deployer(SimClient client, List<String> recipes, Runnable done) {
        this.client = client;
        this.recipes = new ArrayDeque<>(recipes);
        this.done = done;
    }

    public void start() {
        client.later(0, this::next);
    }

    private void next() {
        if (recipes.isEmpty()) {
            client.close(CLOSE_MILLIS, done);
        } else {
            new Deployment(client, ClassPathHost.bundle(recipes.element(), 0), this::ended).start();
        }
    }

    private void ended(boolean active) {
        if (active) {
            recipes.remove();
            next();
        } else {
            client.later(PAUSE_NANOS, this::next);
        }
    }
}
