package io.quorate.simulation.work;

import io.quorate.recipe.system.SystemCommand;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.ClassPathHost;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.World;
import java.util.List;
import java.util.Optional;

/**
 * Deploys one build of a recipe after the other while clients use it, and rolls back now and then: every other build has another state
 * version. What fails is left as it is.
 */
public final class Upgrader {
    private static final int MAX_BUILDS = 12;
    private static final long TTL_MILLIS = 5_000;
    private static final long DEADLINE_MILLIS = 10_000;
    private static final long CLOSE_MILLIS = 1_000;

    private final World world;
    private final Cluster cluster;
    private final List<String> recipes;
    private final Chance chance;
    private int builds;
    private int shells;
    private boolean busy;
    private boolean resting;

    public Upgrader(World world, Cluster cluster, List<String> recipes) {
        this.world = world;
        this.cluster = cluster;
        this.recipes = recipes;
        this.chance = world.chance().branch();
    }

    /** Begins to change things every now and then. */
    public void begin() {
        world.time().after(chance.millis(1_000, 12_000), this::act);
    }

    /** Begins nothing new. */
    public void rest() {
        resting = true;
    }

    public boolean isIdle() {
        return resting && !busy;
    }

    private void act() {
        if (resting) {
            return;
        }
        busy = true;
        shells++;
        SimClient shell = cluster.client("upgrade-" + shells, TTL_MILLIS);
        String recipe = chance.pick(recipes);
        if (builds == MAX_BUILDS || chance.oneIn(3)) {
            rollBack(shell, recipe);
        } else {
            builds++;
            byte[] bundle = ClassPathHost.bundle(recipe, builds);
            new Deployment(shell, bundle, active -> ended(shell, active, FaultKind.RECIPE_UPGRADED)).start();
        }
    }

    private void rollBack(SimClient shell, String recipe) {
        shell.call(
                Verbs.ROLLBACK,
                SystemCommand.RECIPE,
                id -> new SystemCommand.Rollback(recipe, Optional.empty()),
                DEADLINE_MILLIS,
                Answer.of(
                        (SystemCommand.Deployed reply) -> ended(shell, true, FaultKind.RECIPE_ROLLED_BACK),
                        failure -> ended(shell, false, FaultKind.RECIPE_ROLLED_BACK)));
    }

    private void ended(SimClient shell, boolean active, FaultKind kind) {
        world.faults().add(kind, active ? 1 : 0);
        shell.close(CLOSE_MILLIS, () -> {
            busy = false;
            begin();
        });
    }
}
