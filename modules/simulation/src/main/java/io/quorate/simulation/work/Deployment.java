package io.quorate.simulation.work;

import io.quorate.kernel.BundleDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.Deploy;
import io.quorate.recipe.system.SystemCommand.Deployed;
import io.quorate.recipe.system.SystemCommand.StageChunk;
import io.quorate.recipe.system.SystemCommand.Staged;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.Arrays;
import java.util.function.Consumer;

/** Uploads one bundle in parts, and deploys it; once. */
final class Deployment {
    private static final int CHUNK_BYTES = 2_000;
    private static final long DEADLINE_MILLIS = 10_000;

    private final SimClient client;
    private final byte[] bundle;
    private final String digest;
    private final Consumer<Boolean> done;

    /** @param done told whether it is known to be active */
    Deployment(SimClient client, byte[] bundle, Consumer<Boolean> done) {
        this.client = client;
        this.bundle = bundle;
        this.digest = BundleDigest.of(bundle).hex();
        this.done = done;
    }

    void start() {
        stage(0);
    }

    private void stage(int from) {
        if (from == bundle.length) {
            client.call(
                    Verbs.DEPLOY,
                    SystemCommand.RECIPE,
                    id -> new Deploy(digest),
                    DEADLINE_MILLIS,
                    step((Deployed deployed) -> done.accept(true)));
            return;
        }
        byte[] chunk = Arrays.copyOfRange(bundle, from, Math.min(bundle.length, from + CHUNK_BYTES));
        client.call(
                Verbs.STAGE,
                SystemCommand.RECIPE,
                id -> new StageChunk(digest, from, bundle.length, chunk),
                DEADLINE_MILLIS,
                step((Staged staged) -> stage(staged.received())));
    }

    private <R extends Record> Answer<R> step(Consumer<R> then) {
        return Answer.of(then, failure -> done.accept(false));
    }
}
