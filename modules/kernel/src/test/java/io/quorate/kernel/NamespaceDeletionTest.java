package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.Keys;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.CreateNamespace;
import io.quorate.recipe.system.SystemCommand.DeleteNamespace;
import io.quorate.recipe.system.SystemQuery;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A deleted namespace takes no more calls at once, and what it holds goes in bounded steps, whoever leads. */
class NamespaceDeletionTest {
    private static final int STEP = 5;

    private final World world = World.withProbe(Limits.defaults().with(ClusterKey.MAX_REMOVED_PER_ENTRY, STEP));
    private final NamespacesInHand namespaces = new NamespacesInHand(world);
    private final World.Client admin = world.client(600_000);
    private final World.Client waiting = world.client(600_000);
    private final World.Client holder = world.client(60_000);

    /** A namespace with all that there is, beside one that stays. */
    private void fill() {
        admin.system(new CreateNamespace("team", 0));
        admin.system(new CreateNamespace("other", 0));
        for (String namespace : List.of("team", "other", "default")) {
            for (int i = 0; i < 12; i++) {
                admin.callIn(namespace, "rows", "put", new Probe.Put("k" + i, i));
                admin.callIn(namespace, "i" + i, "put", new Probe.Put("k", i));
                admin.callIn(namespace, "timers", "set-timer", new Probe.SetTimer(i, 40_000, false));
                holder.callIn(namespace, "i" + i, "bind", new Probe.Bound(true, i == 4));
            }
        }
        for (int i = 0; i < 12; i++) {
            waiting.callIn("team", "waiting", "park", new Probe.Park(50_000));
        }
        waiting.callIn("other", "waiting", "park", new Probe.Park(50_000));
    }

    private long delete() {
        long number = admin.lastSequence() + 1;
        admin.sendTo(
                new Address("system", SystemCommand.RECIPE, ""),
                number,
                "delete-namespace",
                new DeleteNamespace("team", true),
                List.of());
        return number;
    }

    private void assertGone(long call) {
        assertEquals(CallResult.Kind.OK, admin.resultOf(call).orElseThrow().kind());
        assertEquals(List.of("default", "other"), List.copyOf(namespaces.told().keySet()));
        for (String recipe : List.of("probe", "store")) {
            assertEquals(0, namespaces.count(Keys.instances(recipe, "team")));
        }
        // Two namespaces are left, with 12 rows in one instance and one in each of 12, each of which holds two more.
        assertEquals(2 * (12 + 12 * 3), namespaces.sum(Keys.instances(), each -> rowsOf(each.value())));
        assertEquals(2 * 12, namespaces.sum(Keys.instances(), each -> timersOf(each.value())));
        assertEquals(2 * 12, namespaces.count(Keys.bounds(holder.id)));
        // The timers, a call that waits, and what is left of the session that deployed the recipes.
        assertEquals(2 * 12 + 1 + 1, namespaces.count(Keys.dues()));
        namespaces.assertRecounted();
        for (int i = 1; i <= 12; i++) {
            CallResult refused = waiting.resultOf(i).orElseThrow();
            assertEquals(
                    "NAMESPACE_NOT_FOUND: namespace 'team' was deleted", refused.code() + ": " + refused.message());
        }
        assertTrue(waiting.resultOf(13).isEmpty(), "in another namespace");
    }

    private long rowsOf(byte[] instance) {
        return namespaces.count(
                Keys.rows(io.quorate.kernel.state.InstanceRow.decode(instance).id()));
    }

    private long timersOf(byte[] instance) {
        return namespaces.count(
                Keys.timers(io.quorate.kernel.state.InstanceRow.decode(instance).id()));
    }

    @Test
    void leavesNothingOfItAndAllOfTheOthers() {
        fill();
        int before = world.log.entries().size();
        long rows = 12 + 12 + 12 + 12 + 2 * 12 + 12;
        assertGone(delete());
        assertTrue(world.log.entries().size() - before > rows / STEP, "a bounded part in each entry");
        admin.system(new CreateNamespace("team", 0));
        assertEquals(0, namespaces.used("team"));
        assertTrue(world.system(new SystemQuery.DescribeNamespace("team"), SystemQuery.NamespaceDetail.class)
                .recipes()
                .isEmpty());
        world.kernel.close(holder.id, holder);
        world.loop.advanceMillis(60_000);
        assertEquals(0, namespaces.used("team"));
        namespaces.assertRecounted();
    }

    @Test
    void goesOnUnderTheNextLeader() {
        fill();
        for (int stepsBefore : new int[] {0, 1, 5, 14}) {
            NamespaceDeletionTest other = new NamespaceDeletionTest();
            other.fill();
            other.goesOnAfter(stepsBefore);
        }
    }

    private void goesOnAfter(int steps) {
        world.log.dropAfter(1 + steps, 1);
        long call = delete();
        assertTrue(admin.resultOf(call).isEmpty());
        assertEquals("DELETING", namespaces.told().get("team").state());
        namespaces.assertRecounted();
        world.log.leadAgain();
        world.loop.settle();
        assertGone(call);
    }

    @Test
    void goesOnWhenAStepWasLost() {
        fill();
        world.log.dropAfter(3, 1);
        long call = delete();
        assertTrue(admin.resultOf(call).isEmpty());
        world.loop.advanceMillis(100);
        assertGone(call);
    }

    @Test
    void goesOnAfterARestart() {
        fill();
        world.log.dropAfter(4, 1);
        long call = delete();
        world.restart(true);
        for (World.Client each : List.of(admin, waiting, holder)) {
            world.kernel.attach(each.id, each.secret, each, result -> {});
        }
        world.loop.settle();
        // What was answered meanwhile is asked for again.
        admin.sendTo(
                new Address("system", SystemCommand.RECIPE, ""),
                call,
                "delete-namespace",
                new DeleteNamespace("team", true),
                List.of());
        for (int i = 1; i <= 12; i++) {
            waiting.sendTo(new Address("team", "probe", "waiting"), i, "park", new Probe.Park(50_000), List.of());
        }
        assertGone(call);
    }

    @Test
    void takesNothingNewMeanwhile() {
        fill();
        world.log.dropAfter(2, 1);
        delete();
        admin.callIn("team", "new", "put", new Probe.Put("k", 1));
        assertEquals("namespace 'team' is being deleted", admin.refusals.get(0).message());
        admin.skip(admin.lastSequence());
        assertEquals(
                "CONFLICT: namespace 'team' is being deleted: `quorate namespace list` shows what is left of it, and can"
                        + " be created once it is gone",
                refusal(admin.system(new CreateNamespace("team", 0))));
        assertEquals("CONFLICT", admin.system(new DeleteNamespace("team", true)).code());
        assertEquals(
                "CONFLICT",
                admin.system(new SystemCommand.SetNamespaceQuota("team", 1)).code());
    }

    private static String refusal(CallResult result) {
        return result.code() + ": " + result.message();
    }

    @Test
    void runsNoHookOfWhatIsBeingRemoved() {
        fill();
        World.Client granted = world.client(60_000);
        granted.callIn("team", "granted", "park", new Probe.Park(50_000));
        admin.callIn("team", "granted", "wake", new Probe.Wake(7));
        world.log.dropAfter(1, 1);
        long call = delete();
        long used = namespaces.used("team");
        granted.cancel(1);
        world.kernel.close(holder.id, holder);
        world.loop.settle();
        assertEquals(used, namespaces.used("team"), "neither undone nor told of the end");
        world.log.leadAgain();
        world.loop.settle();
        assertEquals(CallResult.Kind.OK, admin.resultOf(call).orElseThrow().kind());
        namespaces.assertRecounted();
        assertEquals(0, namespaces.count(Keys.instances("probe", "team")));
    }

    @Test
    void takesFrozenInstancesAndTheEndsThatTheyHaveYetToTake() {
        admin.system(new CreateNamespace("team", 0));
        holder.callIn("team", "a", "bind", new Probe.Bound(true, true));
        world.kernel.close(holder.id, holder);
        world.loop.settle();
        assertEquals(1, namespaces.count(Keys.pendingEnds("probe")));
        assertEquals(CallResult.Kind.OK, admin.resultOf(delete()).orElseThrow().kind());
        assertEquals(0, namespaces.count(Keys.pendingEnds("probe")));
        assertEquals(0, namespaces.count(Keys.instances()));
    }

    @Test
    void isRefusedWithoutForceWhileThereAreInstances() {
        admin.system(new CreateNamespace("team", 0));
        admin.callIn("team", "a", "put", new Probe.Put("k", 1));
        admin.callIn("team", "b", "put", new Probe.Put("k", 1));
        assertEquals(
                "CONFLICT: namespace 'team' has 2 instances of recipe 'probe': `quorate namespace describe team` shows all,"
                        + " `quorate namespace delete team --force` deletes it with them",
                refusal(admin.system(new DeleteNamespace("team", false))));
        admin.callIn("team", "a", "remove", new Probe.Key("k"));
        admin.callIn("team", "b", "remove", new Probe.Key("k"));
        assertEquals(
                CallResult.Kind.OK,
                admin.system(new DeleteNamespace("team", false)).kind());
        assertFalse(namespaces.told().containsKey("team"));
    }

    @Test
    void goesOnThoughWhoeverAskedForItIsGone() {
        fill();
        world.log.dropAfter(2, 1);
        long call = delete();
        world.kernel.close(admin.id, admin);
        world.loop.advanceMillis(1_000);
        assertEquals(Optional.of(CallResult.Kind.UNKNOWN), admin.resultOf(call).map(CallResult::kind));
        assertFalse(namespaces.told().containsKey("team"));
    }

    @Test
    void looksAtTheBindingsOfEverySession() {
        World.Client[] others = new World.Client[40];
        admin.system(new CreateNamespace("team", 0));
        for (int i = 0; i < others.length; i++) {
            others[i] = world.client(60_000);
            for (int j = 0; j < 5; j++) {
                others[i].call("i" + j, "bind", new Probe.Bound(true, false));
            }
            others[i].callIn("team", "a", "bind", new Probe.Bound(true, false));
        }
        assertEquals(CallResult.Kind.OK, admin.resultOf(delete()).orElseThrow().kind());
        assertEquals(5L * others.length, namespaces.count(Keys.bounds()));
        assertEquals(5, namespaces.count(Keys.bounds(others[39].id)));
    }
}
