package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.system.SystemCommand.CreateNamespace;
import io.quorate.recipe.system.SystemCommand.DeleteNamespace;
import io.quorate.recipe.system.SystemCommand.NamespaceQuotaSet;
import io.quorate.recipe.system.SystemCommand.SetNamespaceQuota;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a namespace may hold is decided in apply, on logical bytes; nothing that makes it hold less is refused. */
class QuotaTest {
    private final World world = World.withProbe();
    private final NamespacesInHand namespaces = new NamespacesInHand(world);
    private final World.Client client = world.client(600_000);

    private CallResult in(String namespace, String instance, String command, Record request) {
        return client.callIn(namespace, instance, command, request).orElseThrow();
    }

    private CallResult put(String key, long value) {
        return in("team", "a", "put", new Probe.Put(key, value));
    }

    private static void assertDone(CallResult result) {
        assertEquals(CallResult.Kind.OK, result.kind(), result.message());
    }

    private void quota(long bytes) {
        assertDone(client.system(new SetNamespaceQuota("team", bytes)));
    }

    /** Creates the namespace with one row, and gives it a quota that this row fills. */
    private long filled() {
        client.system(new CreateNamespace("team", 0));
        assertDone(put("k", 1));
        long used = namespaces.used("team");
        quota(used);
        return used;
    }

    @Test
    void mayBeUsedUpToTheLastByte() {
        long row = filled();
        assertEquals(
                "QUOTA_EXCEEDED: namespace 'team' would hold " + 2 * row + " B, above its quota of " + row
                        + " B: remove what is not needed, or raise it with `quorate namespace quota team SIZE`",
                put("l", 2).code() + ": " + put("l", 2).message());
        quota(2 * row - 1);
        assertEquals("QUOTA_EXCEEDED", put("l", 2).code());
        assertEquals(row, namespaces.used("team"));
        quota(2 * row);
        assertDone(put("l", 2));
        assertEquals(2 * row, namespaces.used("team"));
        assertEquals("QUOTA_EXCEEDED", put("m", 3).code());
        assertDone(put("l", 3));
        assertDone(in("team", "a", "remove", new Probe.Key("k")));
        assertDone(put("m", 3));
        namespaces.assertRecounted();
    }

    @Test
    void tellsWhatItWasAndHowMuchIsUsed() {
        long row = filled();
        CallResult set = client.system(new SetNamespaceQuota("team", 0));
        assertEquals(
                new NamespaceQuotaSet("team", row, 0, row, set.revision()),
                World.decode(NamespaceQuotaSet.class, set.body()));
        assertDone(put("l", 2));
        assertDone(client.system(new SetNamespaceQuota("default", 1)));
        assertEquals(
                "QUOTA_EXCEEDED", client.done("a", "put", new Probe.Put("k", 1)).code());
        assertDone(put("m", 2));
        assertEquals(1, namespaces.told().get("default").quotaBytes());
    }

    @Test
    void lowerThanWhatIsHeldStopsGrowthAlone() {
        assertDone(client.system(new CreateNamespace("team", 0)));
        assertDone(put("k", 1));
        assertDone(put("l", 1));
        quota(1);
        assertEquals("QUOTA_EXCEEDED", put("m", 1).code());
        assertDone(put("l", 2));
        assertDone(in("team", "a", "remove", new Probe.Key("k")));
        assertDone(in("team", "a", "remove", new Probe.Key("l")));
        assertEquals(0, namespaces.used("team"));
        assertEquals(0, namespaces.count(io.quorate.kernel.state.Keys.instances()));
    }

    @Test
    void countsWhatARecipeNotesOfWaitingCallsAndTimers() {
        client.system(new CreateNamespace("team", 0));
        client.callIn("team", "a", "park", new Probe.Park(5_000));
        long note = namespaces.used("team");
        assertTrue(note > 0);
        in("team", "a", "set-timer", new Probe.SetTimer(1, 3_000, false));
        long timer = namespaces.used("team") - note;
        assertTrue(timer > 0);
        in("team", "a", "set-timer", new Probe.SetTimer(1, 4_000, false));
        assertEquals(
                note + timer, namespaces.used("team"), "a timer that is set again takes the place of the one before");
        namespaces.assertRecounted();
        quota(note + timer);
        CallResult full =
                client.callIn("team", "a", "park", new Probe.Park(5_000)).orElseThrow();
        assertEquals("QUOTA_EXCEEDED", full.code());
        quota(0);
        world.loop.advanceMillis(6_000);
        namespaces.assertRecounted();
        assertDone(in("team", "a", "remove", new Probe.Key("fired")));
        assertEquals(0, namespaces.used("team"));
    }

    @Test
    void ofTheWholeStateBoundsAllNamespacesTogether() {
        World small = World.withProbe(Limits.defaults().with(ClusterKey.MAX_STATE_BYTES, 40));
        World.Client user = small.client();
        user.system(new CreateNamespace("team", 0));
        CallResult last = user.done("a", "put", new Probe.Put("k0", 1));
        int rows = 0;
        while (last.kind() == CallResult.Kind.OK) {
            rows++;
            last = user.callIn(rows % 2 == 0 ? "default" : "team", "a", "put", new Probe.Put("k" + rows, 1))
                    .orElseThrow();
        }
        assertEquals("QUOTA_EXCEEDED", last.code());
        assertTrue(last.message().contains("all namespaces together would hold"), last.message());
        assertTrue(last.message().endsWith("`quorate cluster config set state.max-size SIZE`"), last.message());
        assertTrue(rows > 1);
        assertDone(user.done("a", "remove", new Probe.Key("k0")));
        assertDone(user.callIn("team", "a", "put", new Probe.Put("kx", 1)).orElseThrow());
    }

    @Test
    void isNotChargedForWhatWasUndone() {
        long row = filled();
        quota(0);
        assertEquals(
                "PROBE_FAILS",
                in("team", "a", "put-and-fail", new Probe.Put("l", 1)).code());
        assertEquals(row, namespaces.used("team"));
        assertDone(in("team", "a", "other", new Probe.Other("store", "b", "l", 1, true)));
        namespaces.assertRecounted();
        assertDone(in("team", "a", "other", new Probe.Other("store", "b", "l", 1, false)));
        namespaces.assertRecounted();
        long used = namespaces.used("team");
        quota(used + 1);
        assertEquals(
                "QUOTA_EXCEEDED",
                in("team", "a", "other", new Probe.Other("store", "b", "m", 1, false))
                        .code(),
                "what another recipe writes on behalf of this one is charged as well");
        assertEquals(used, namespaces.used("team"));
    }

    @Test
    void doesNotFreezeAnInstanceWhoseHolderGoes() {
        client.system(new CreateNamespace("team", 0));
        World.Client holder = world.client();
        assertDone(
                holder.callIn("team", "a", "bind", new Probe.Bound(true, false)).orElseThrow());
        quota(1);
        world.kernel.close(holder.id, holder);
        world.loop.settle();
        assertEquals("QUOTA_EXCEEDED", put("k", 1).code(), "neither frozen nor above its quota without notice");
        quota(0);
        assertDone(put("k", 1));
        namespaces.assertRecounted();
    }

    @Test
    void undoesAGrantThatNobodyTookThoughItIsFull() {
        client.system(new CreateNamespace("team", 0));
        World.Client waiting = world.client(60_000);
        waiting.callIn("team", "a", "park", new Probe.Park(60_000));
        in("team", "a", "wake", new Probe.Wake(7));
        quota(1);
        waiting.cancel(1);
        assertEquals(CallResult.Kind.UNDONE, waiting.resultOf(1).orElseThrow().kind());
        namespaces.assertRecounted();
    }

    @Test
    void letsATimerWaitForRoom() {
        client.system(new CreateNamespace("team", 0));
        in("team", "a", "set-timer", new Probe.SetTimer(1, 300, false));
        long used = namespaces.used("team");
        quota(used);
        world.loop.advanceMillis(1_000);
        assertEquals(used, namespaces.used("team"), "what fires would hold more than the timer did");
        namespaces.assertRecounted();
        quota(0);
        world.loop.advanceMillis(15_000);
        assertDone(in("team", "a", "remove", new Probe.Key("fired")));
        assertEquals(0, namespaces.used("team"));
    }

    @Test
    void equalsARecountAfterWhateverHappened() {
        World small = World.withProbe(Limits.defaults().with(ClusterKey.MAX_REMOVED_PER_ENTRY, 4));
        NamespacesInHand counted = new NamespacesInHand(small);
        Random random = new Random(11);
        List<String> names = List.of("default", "team", "other");
        World.Client admin = small.client(3_600_000);
        World.Client user = small.client(60_000);
        int refused = 0;
        for (int i = 0; i < 1_500; i++) {
            String namespace = names.get(random.nextInt(names.size()));
            String instance = "i" + random.nextInt(4);
            switch (random.nextInt(14)) {
                case 0 -> user.callIn(namespace, instance, "park", new Probe.Park(1 + random.nextInt(2_000)));
                case 1 -> user.callIn(namespace, instance, "wake", new Probe.Wake(i));
                case 2 ->
                    user.callIn(
                            namespace,
                            instance,
                            "set-timer",
                            new Probe.SetTimer(random.nextInt(5), 1 + random.nextInt(3_000), random.nextInt(20) == 0));
                case 3 -> user.callIn(namespace, instance, "put-and-fail", new Probe.Put("k", i));
                case 4 -> user.callIn(namespace, instance, "bind", new Probe.Bound(random.nextBoolean(), false));
                case 5 -> user.callIn(namespace, instance, "remove", new Probe.Key("k" + random.nextInt(8)));
                case 6 ->
                    user.callIn(
                            namespace,
                            instance,
                            "other",
                            new Probe.Other("store", "s" + random.nextInt(3), "k", i, random.nextBoolean()));
                case 7 -> admin.system(new CreateNamespace(names.get(1 + random.nextInt(2)), random.nextInt(200)));
                case 8 -> admin.system(new SetNamespaceQuota(namespace, random.nextInt(300)));
                case 9 -> {
                    if (random.nextInt(4) == 0) {
                        admin.system(new DeleteNamespace(namespace, true));
                    }
                }
                case 10 -> {
                    if (random.nextInt(4) == 0) {
                        small.kernel.close(user.id, user);
                        user = small.client(60_000);
                    }
                }
                default ->
                    user.callIn(namespace, instance, "put", new Probe.Put("k" + random.nextInt(8), 1L << i % 60));
            }
            small.loop.advanceMillis(random.nextInt(200));
            counted.assertRecounted();
            refused = (int) user.replies.stream()
                            .filter(got -> got.result().code().equals("QUOTA_EXCEEDED"))
                            .count()
                    + refused;
        }
        assertTrue(refused > 0, "quotas were reached");
        small.restart(true);
        counted.assertRecounted();
    }
}
