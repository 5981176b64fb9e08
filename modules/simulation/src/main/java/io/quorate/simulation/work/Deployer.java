package io.quorate.simulation.work;

import io.quorate.kernel.BundleDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.Deploy;
import io.quorate.recipe.system.SystemCommand.Deployed;
import io.quorate.recipe.system.SystemCommand.StageChunk;
import io.quorate.recipe.system.SystemCommand.Staged;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.ClassPathHost;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** Deploys the recipes of a world, one after the other, and begins anew whatever fails. */
public final class Deployer {
    private static final int CHUNK_BYTES = 2_000;
    private static final long DEADLINE_MILLIS = 10_000;
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
            client.close(DEADLINE_MILLIS, done);
        } else {
            stage(ClassPathHost.bundle(recipes.element()), 0);
        }
    }

    private void stage(byte[] bundle, int from) {
        String digest = BundleDigest.of(bundle).hex();
        if (from == bundle.length) {
            client.call(Verbs.DEPLOY, SystemCommand.RECIPE, id -> new Deploy(digest), DEADLINE_MILLIS, new Deploying());
            return;
        }
        byte[] chunk = Arrays.copyOfRange(bundle, from, Math.min(bundle.length, from + CHUNK_BYTES));
        client.call(
                Verbs.STAGE,
                SystemCommand.RECIPE,
                id -> new StageChunk(digest, from, bundle.length, chunk),
                DEADLINE_MILLIS,
                new Answer<Staged>() {
                    @Override
                    public void replied(Staged reply) {
                        stage(bundle, reply.received());
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        client.later(PAUSE_NANOS, Deployer.this::next);
                    }
                });
    }

    private final class Deploying implements Answer<Deployed> {
        @Override
        public void replied(Deployed reply) {
            recipes.remove();
            next();
        }

        @Override
        public void failed(Ending.Failed failure) {
            client.later(PAUSE_NANOS, Deployer.this::next);
        }
    }
}
