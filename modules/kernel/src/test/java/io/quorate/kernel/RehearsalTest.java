package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final String ACTIVE = "probe@1";
    private static final int MANY = 100;

    private final TestHost host = new TestHost()
            .with(ACTIVE, new Probe())
            .with("probe@1.1", new Probe())
            .with("probe@1.2", new Generous())
            .with("probe@1.3", new Talkative())
            .with("probe@1.4", new Forgetful())
            .with("probe@1.5", new Broken())
            .with("probe@2", new Moved(0))
            .with("probe@2.1", new Moved(1))
            .with("probe@2.2", new NoWay())
            .with("store@1", new Probe())
            .with("store@1.1", new Generous())
            .with("store@2", new Moved(0))
            .with("new@1", new Probe());
    private final World world = new World(Limits.defaults(), host);
    private final World.Client admin = world.client(300_000);

    RehearsalTest() {
        world.deploy(admin, "store@1");
        world.deploy(admin, ACTIVE);
    }

    /** Answers a wake with another number. */
    private static class Generous extends Probe {
        @Override
        Outcome<Ack> put(ApplyContext context, Put request) {
            super.put(context, request);
            return Outcome.reply(new Ack(context.revision() + (request.key().equals("odd") ? 1 : 0)));
        }
    }

    private static final class Talkative extends Probe {
        @Override
        Outcome<Ack> put(ApplyContext context, Put request) {
            context.emit(new Changed("also", request.value()));
            return super.put(context, request);
        }
    }

    private static final class Forgetful extends Probe {
        @Override
        Outcome<Ack> put(ApplyContext context, Put request) {
            Outcome<Ack> reply = super.put(context, request);
            ROWS.remove(context, "kept");
            return reply;
        }
    }

    private static final class Broken extends Probe {
        @Override
        Outcome<Ack> put(ApplyContext context, Put request) {
            throw new StackOverflowError();
        }
    }

    /** Keeps its numbers a hundred higher. */
    private static class Moved extends Probe {
        private final long mistake;

        Moved(long mistake) {
            this.mistake = mistake;
        }

        @Override
        public void define(RecipeDefinition recipe) {
            super.define(recipe);
            recipe.migration(
                    1, 2, context -> ROWS.get(context, "k").ifPresent(value -> ROWS.put(context, "k", value + 100)));
        }

        @Override
        Outcome<Ack> put(ApplyContext context, Put request) {
            Outcome<Ack> reply = super.put(context, request);
            ROWS.put(context, request.key(), request.value() + 100 + mistake);
            return reply;
        }
    }

    private static final class NoWay extends Probe {
        @Override
        public void define(RecipeDefinition recipe) {
            super.define(recipe);
            recipe.migration(1, 2, context -> {
                if (ROWS.get(context, "k").orElse(0L) == 7) {
                    throw new RecipeException("SEVEN", "not this one");
                }
            });
        }
    }

    @Test
    void versionsThatDoTheSameDifferInNothing() {
        admin.done("a", "bind", new Probe.Bound(true, false));
        World.Client waiting = world.client(1_000);
        waiting.call("a", "park", new Probe.Park(50_000));
        String digest = upload("probe@1.1");
        SystemQuery.Rehearsed begun = settled(digest);
        assertEquals("COMPARING", begun.phase());
        assertEquals("1.0.1", begun.active());
        assertEquals("1.1.1", begun.version());
        everything();
        world.loop.advanceMillis(3_000);
        SystemQuery.Rehearsed report = ask(digest);
        assertTrue(report.compared() >= 12, "compared " + report.compared());
        assertEquals(List.of(), report.differences());
        assertEquals(0, report.differing());
        new NamespacesInHand(world).assertRecounted();
    }

    /** Commands, a nested call, a timer, the end of a session. */
    private void everything() {
        admin.done("a", "put", new Probe.Put("k", 1));
        admin.done("a", "put-and-fail", new Probe.Put("k", 2));
        admin.done("b", "set-timer", new Probe.SetTimer(1, 100, false));
        admin.done("a", "wake", new Probe.Wake(3));
        admin.done("a", "remove", new Probe.Key("k"));
        admin.done("a", "take", new Probe.Key("none"));
        admin.done("c", "token", new Probe.Nothing());
        admin.done("a", "other", new Probe.Other("store", "s", "k", 5, false));
        admin.done("a", "other", new Probe.Other("store", "s", "k", 5, true));
        World.Client mortal = world.client(1_000);
        mortal.done("d", "bind", new Probe.Bound(true, true));
        mortal.call("d", "park", new Probe.Park(50_000));
        admin.call("d", "park", new Probe.Park(200));
    }

    @Test
    void tellsExactlyTheReplyThatDiffers() {
        String digest = upload("probe@1.2");
        settled(digest);
        admin.done("a", "put", new Probe.Put("even", 1));
        CallResult odd = admin.done("a", "put", new Probe.Put("odd", 1));
        everything();
        SystemQuery.Rehearsed report = ask(digest);
        assertEquals(1, report.differing());
        assertEquals(
                List.of(new SystemQuery.Difference(
                        "default/a",
                        "put",
                        odd.revision(),
                        "reply",
                        "OK {revision: " + odd.revision() + "}",
                        "OK {revision: " + (odd.revision() + 1) + "}")),
                report.differences());
    }

    @Test
    void tellsWhatOthersWouldBeTold() {
        assertEquals(List.of("told"), parts("probe@1.3"));
    }

    @Test
    void tellsTheRowThatDiffers() {
        assertEquals(List.of("state rows"), parts("probe@1.4"));
    }

    private List<String> parts(String bundle) {
        admin.done("a", "put", new Probe.Put("kept", 1));
        String digest = upload(bundle);
        settled(digest);
        admin.done("a", "put", new Probe.Put("k", 1));
        return ask(digest).differences().stream()
                .map(SystemQuery.Difference::part)
                .toList();
    }

    @Test
    void aVersionThatBreaksDownHarmsNobody() {
        String digest = upload("probe@1.5");
        settled(digest);
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "put", new Probe.Put("k", 1)).kind());
        assertEquals(1, world.row("a", "k"));
        assertEquals("reply", ask(digest).differences().get(0).part());
    }

    @Test
    void comparesTheStateThroughTheMigration() {
        admin.done("a", "put", new Probe.Put("k", 1));
        assertEquals(List.of(), parts("probe@2"));
        ask(upload("probe@2"), 0);
        assertEquals(List.of("state rows"), parts("probe@2.1"));
        new NamespacesInHand(world).assertRecounted();
    }

    @Test
    void whatACommandGoesOverToIsMigratedForIt() {
        admin.done("b", "put", new Probe.Put("k", 1));
        String digest = upload("probe@2");
        settled(digest);
        admin.done("a", "add-far", new Probe.Far("b", "k", 1));
        SystemQuery.Rehearsed report = ask(digest);
        assertEquals(1, report.compared());
        assertEquals(List.of(), report.differences());
        assertEquals(2, world.row("b", "k"));
    }

    @Test
    void aRecipeThatIsCalledByAnotherIsComparedThere() {
        String digest = upload("store@1.1");
        settled(digest);
        admin.done("a", "other", new Probe.Other("store", "s", "odd", 5, false));
        SystemQuery.Rehearsed report = ask(digest);
        assertEquals(1, report.compared());
        assertEquals(List.of(), report.differences());
    }

    @Test
    void aCallByAnotherRecipeIsLeftOutWhenTheStateIsAnother() {
        admin.done("a", "other", new Probe.Other("store", "s", "k", 5, false));
        String digest = upload("store@2");
        settled(digest);
        admin.done("a", "other", new Probe.Other("store", "s", "k", 6, false));
        assertEquals(0, ask(digest).compared());
    }

    @Test
    void tellsWhomItTouches() {
        for (int i = 0; i < MANY; i++) {
            admin.done("i" + i, "bind", new Probe.Bound(true, false));
        }
        admin.call("i1", "park", new Probe.Park(50_000));
        SystemQuery.Rehearsed report = settled(upload("probe@1.1"));
        assertEquals(MANY, report.instances());
        assertEquals(20, report.names().size());
        assertEquals(1, report.waiting());
        assertEquals(1, report.sessions());
        assertEquals(List.of(admin.id + " test"), report.clients());
    }

    @Test
    void tellsWhichInstanceCannotBeMigrated() {
        admin.done("a", "put", new Probe.Put("k", 6));
        admin.done("b", "put", new Probe.Put("k", 7));
        SystemQuery.Rehearsed report = settled(upload("probe@2.2"));
        assertEquals("REFUSED", report.phase());
        assertEquals(List.of("migration of 'b' failed: not this one"), report.refusals());
    }

    @Test
    void tellsTheNumbersWhenTooMuchWouldBeMigrated() {
        admin.system(new SystemCommand.ConfigureCluster("bundle.max-migrated", Optional.of("3"), 0));
        for (int i = 0; i < 5; i++) {
            admin.done("i" + i, "put", new Probe.Put("k", 1));
        }
        String refusal = settled(upload("probe@2")).refusals().get(0);
        assertTrue(refusal.startsWith("4 instances or more would be migrated in one entry, allowed are 3"), refusal);
        assertEquals(refusal, world.deploy(admin, "probe@2").message());
    }

    @Test
    void refusesWhatADeploymentWouldRefuse() {
        SystemQuery.Rehearsed report = settled(upload("rubbish"));
        assertEquals("REFUSED", report.phase());
        assertEquals(List.of("'rubbish' is no bundle"), report.refusals());
    }

    @Test
    void aNewRecipeTouchesNobody() {
        SystemQuery.Rehearsed report = settled(upload("new@1"));
        assertEquals("DONE", report.phase());
        assertEquals("", report.active());
    }

    @Test
    void leavesNoTrace() {
        World other = new World(Limits.defaults(), host);
        World.Client theirs = other.client(300_000);
        other.deploy(theirs, "store@1");
        other.deploy(theirs, ACTIVE);
        byte[] bytes = "probe@2".getBytes(StandardCharsets.UTF_8);
        theirs.system(new SystemCommand.StageChunk(BundleDigest.of(bytes).hex(), 0, bytes.length, bytes));

        String digest = upload("probe@2");
        settled(digest);
        while (other.loop.nanos() < world.loop.nanos()) {
            other.loop.advanceMillis(50);
        }
        for (World each : List.of(world, other)) {
            World.Client client = each == world ? admin : theirs;
            for (int i = 0; i < MANY; i++) {
                client.done("i" + i % 7, "put", new Probe.Put("k" + i, i));
                client.done("i" + i % 5, "set-timer", new Probe.SetTimer(i, 100, i % 2 == 0));
            }
            each.loop.advanceMillis(1_000);
        }
        assertTrue(ask(digest).compared() > MANY);
        assertEquals(hash(other), hash(world));
    }

    private static long hash(World world) {
        return world.system(new SystemQuery.ClusterStatus(), SystemQuery.Status.class)
                .stateHash();
    }

    @Test
    void endsWhenNobodyAsksAnyMore() {
        String digest = upload("probe@1.1");
        settled(digest);
        assertTrue(host.loaded.contains(new BundleDigest(digest)));
        world.loop.advanceMillis(20_000);
        assertFalse(host.loaded.contains(new BundleDigest(digest)));
    }

    @Test
    void makesRoomForADeployment() {
        String rehearsed = upload("probe@1.1");
        settled(rehearsed);
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@1.2").kind());
        assertFalse(host.loaded.contains(new BundleDigest(rehearsed)));
    }

    @Test
    void deployingWhatWasRehearsedKeepsIt() {
        settled(upload("probe@1.1"));
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@1.1").kind());
        world.loop.advanceMillis(20_000);
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "put", new Probe.Put("k", 1)).kind());
        assertTrue(host.loaded.contains(new BundleDigest(upload("probe@1.1"))));
    }

    @Test
    void saysOnceThatTheActiveVersionHasGone() {
        String digest = upload("probe@1.1");
        settled(digest);
        admin.system(new SystemCommand.Undeploy("probe", false));
        world.loop.advanceMillis(1_000);
        SystemQuery.Rehearsed report = ask(digest);
        assertEquals("REFUSED", report.phase());
        assertEquals(List.of("the active version is another one by now: begin anew"), report.refusals());
    }

    @Test
    void endingItTellsWhatIsKnown() {
        String digest = upload("probe@1.1");
        settled(digest);
        admin.done("a", "put", new Probe.Put("k", 1));
        assertEquals(1, ask(digest, 0).compared());
        assertEquals(0, ask(digest, 0).compared());
        assertFalse(host.loaded.contains(new BundleDigest(digest)));
    }

    @Test
    void oneAtATime() {
        settled(upload("probe@1.1"));
        assertEquals("OVERLOADED", refusal(upload("probe@1.2"), 10));
    }

    @Test
    void runsNothingThatNobodyVouchesFor() {
        admin.system(new SystemCommand.ConfigureCluster("bundle.trust", Optional.of("required"), 0));
        assertEquals("UNTRUSTED_BUNDLE", refusal(upload("probe@1.1"), 10));
        assertFalse(host.loaded.contains(new BundleDigest(upload("probe@1.1"))));
    }

    @Test
    void refusesABundleThatIsNotThereAndNumbersThatMakeNoSense() {
        assertEquals("NOT_FOUND", refusal("0".repeat(64), 10));
        assertEquals("INVALID_REQUEST", refusal("x", 10));
        assertEquals("INVALID_REQUEST", refusal(upload("probe@1.1"), -1));
    }

    private String refusal(String digest, int commands) {
        SystemQuery.Rehearse request = new SystemQuery.Rehearse(digest, commands, Optional.empty());
        List<CallResult> answers = new ArrayList<>();
        world.kernel.query(
                new QueryRequest(
                        QueryRequest.ReadLevel.STALE,
                        0,
                        new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                        SystemCommand.CONTRACT,
                        request.query(),
                        World.encode(request)),
                answers::add);
        return answers.get(0).code();
    }

    private String upload(String bundle) {
        byte[] bytes = bundle.getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bytes).hex();
        admin.system(new SystemCommand.StageChunk(digest, 0, bytes.length, bytes));
        return digest;
    }

    /** Once all instances were looked at. */
    private SystemQuery.Rehearsed settled(String digest) {
        SystemQuery.Rehearsed report = ask(digest);
        for (int i = 0;
                i < 50 && (report.phase().equals("PREPARING") || report.phase().equals("MIGRATING"));
                i++) {
            world.loop.advanceMillis(50);
            report = ask(digest);
        }
        return report;
    }

    private SystemQuery.Rehearsed ask(String digest) {
        return ask(digest, 1_000);
    }

    private SystemQuery.Rehearsed ask(String digest, int commands) {
        return world.system(new SystemQuery.Rehearse(digest, commands, Optional.empty()), SystemQuery.Rehearsed.class);
    }
}
