package io.quorate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** The main job: processes A and B want one lock, and neither they nor the nodes live for ever. */
final class LockStory {
    static final String LOCK = "jobs/nightly";
    static final String A = "A";
    static final String B = "B";

    static final List<Step> STEPS = List.of(
            new NodeSteps.Start(),
            new BundleSteps.RefuseLock(),
            new BundleSteps.Deploy(),
            new HolderSteps.Grant(),
            new HolderSteps.Queue(),
            new NodeSteps.KillLeader(),
            new HolderSteps.KillHolder(),
            new HolderSteps.HandOver(),
            new NodeSteps.Restart(),
            new BundleSteps.RefuseUndeploy(),
            new HolderSteps.Release(),
            new BundleSteps.Undeploy());

    private static final Pattern TOKEN = Pattern.compile("^token +(\\d+)$");

    private LockStory() {}

    /** @param ttl how soon it is noticed when this process dies */
    static Child hold(World world, String name, String ttl) {
        return world.startClient(name, "lock", "hold", LOCK, "--ttl", ttl, "--label", name);
    }

    /** Waits until the process says with which token it holds the lock. */
    static long awaitToken(Child holder) throws InterruptedException {
        return Long.parseLong(holder.await(TOKEN).group(1));
    }

    static boolean hasToken(Child holder) {
        return holder.find(TOKEN).isPresent();
    }

    static JsonNode describe(World world) throws InterruptedException {
        return world.ask("lock", "describe", LOCK);
    }

    /** Fails unless this process holds the lock, by what the cluster says and by what it knows itself. */
    static void requireHolder(JsonNode description, String name, Child holder) throws InterruptedException {
        String token = Long.toString(awaitToken(holder));
        Story.require(
                description.path("holder").path("token").asText().equals(token),
                name + " held " + LOCK + " with token " + token + ", and now the holder is "
                        + description.path("holder"));
        Story.require(holder.isAlive(), name + " gave up");
    }
}
