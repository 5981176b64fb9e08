package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DeploymentTest {
    private final TestHost host = new TestHost()
            .with("probe@1", new Probe())
            .with("probe@2", new Migrating(false))
            .with("probe@3", new Migrating(true))
            .with("probe@4", new Mended())
            .with("probe@5", new Reversible())
            .with("store@1", new Probe());
    private final World world = new World(Limits.defaults(), host);
    private final World.Client admin = world.client();

    /** The probe with a way from state version 1 to 2 that rewrites a row, and a way on that fails. */
    static final class Migrating extends Probe {
        private final boolean fails;

        Migrating(boolean fails) {
            this.fails = fails;
        }

        @Override
        public void define(RecipeDefinition recipe) {
            super.define(recipe);
            recipe.migration(1, 2, context -> migrate(context));
            recipe.migration(2, 3, context -> migrate(context));
        }

        private void migrate(ApplyContext context) {
            ROWS.put(context, "k", ROWS.get(context, "k").orElse(0L) + 100);
            if (fails) {
                throw new IllegalStateException("no way");
            }
        }
    }

    /** A version that counts its way up and down in a row. */
    static final class Reversible extends Probe {
        @Override
        public void define(RecipeDefinition recipe) {
            super.define(recipe);
            for (int version = 1; version < 5; version++) {
                recipe.migration(version, version + 1, context -> count(context, 10));
                recipe.migration(version + 1, version, context -> count(context, -10));
            }
        }

        private static void count(ApplyContext context, long by) {
            ROWS.put(context, "k", ROWS.get(context, "k").orElse(0L) + by);
        }
    }

    /** A version whose rows are those of the first, and whose session end does not fail. */
    static final class Mended extends Probe {
        @Override
        public void define(RecipeDefinition recipe) {
            super.define(recipe);
            recipe.onSessionEnd((context, session) -> ROWS.remove(context, "held"));
            for (int version = 1; version < 4; version++) {
                recipe.migration(version, version + 1, context -> {});
            }
        }
    }

    @Test
    void refusesACallBeforeTheRecipeIsThereAndNamesTheCommandThatDeploysIt() {
        admin.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals("RECIPE_NOT_FOUND", admin.refusals.get(0).code());
        assertTrue(admin.refusals.get(0).message().contains("quorate bundle deploy probe"));
    }

    @Test
    void deploysAndKeepsTheRecipeOverARestart() {
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@1").kind());
        admin.done("a", "put", new Probe.Put("k", 1));
        world.restart(true);
        assertEquals(1, world.row("a", "k"));
    }

    @Test
    void aQuietStoreBecomesDurableAndLetsTheLogGo() {
        world.deploy(admin, "probe@1");
        long applied = world.kernel.status().appliedIndex();
        world.loop.advanceMillis(25_000);
        assertTrue(world.log.released() >= applied, "released up to " + world.log.released());
    }

    @Test
    void aBusyStoreBecomesDurableBeforeMuchWouldHaveToBeAppliedAgain() {
        byte[] part = new byte[SystemCommand.MAX_CHUNK_BYTES];
        // A flush counts as durable here once the next one begins.
        for (int bundle = 1; bundle <= 5; bundle++) {
            String digest = BundleDigest.of(new byte[bundle]).hex();
            for (int offset = 0; offset < SystemCommand.MAX_BUNDLE_BYTES; offset += part.length) {
                admin.system(new SystemCommand.StageChunk(digest, offset, SystemCommand.MAX_BUNDLE_BYTES, part));
            }
            world.loop.advanceMillis(100);
        }
        assertTrue(world.log.released() > 0, "nothing of 80 MiB is durable after half a second");
    }

    @Test
    void failsADeploymentThatANodeRefusesAndChangesNothing() {
        CallResult refused = world.deploy(admin, "rubbish");
        assertEquals("BUNDLE_REFUSED", refused.code());
        assertTrue(refused.message().contains("'rubbish' is no bundle"));
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@1").kind());
    }

    /** What nodes 2 and 3 report is made up. */
    @Test
    void failsADeploymentOfWhichNodesMakeDifferentCode() {
        TreeSet<NodeId> three = new TreeSet<>(List.of(new NodeId(1), new NodeId(2), new NodeId(3)));
        world.log.changeMembership(new Membership(three, new TreeSet<>()), result -> {});
        byte[] bytes = "probe@1".getBytes(StandardCharsets.UTF_8);
        BundleDigest digest = BundleDigest.of(bytes);
        admin.system(new SystemCommand.StageChunk(digest.hex(), 0, bytes.length, bytes));
        admin.sendTo(
                new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                admin.lastSequence() + 1,
                "deploy",
                new SystemCommand.Deploy(digest.hex()),
                List.of());
        assertTrue(admin.resultOf(admin.lastSequence()).isEmpty(), "one of three is no majority");

        Proposal.Ready other = new Proposal.Ready(digest, 2, "kernel=1;other", "probe", "1.0.1", 1, 1, "");
        world.log.forward(BatchCodec.encode(new Batch(0, KernelRow.KERNEL_LEVEL, 0, 0, List.of(other))));
        world.loop.settle();

        CallResult failed = admin.replies.get(admin.replies.size() - 1).result();
        assertEquals("BUNDLE_REFUSED", failed.code());
        assertTrue(
                failed.message()
                        .startsWith("node 2 makes other code of it than node 1 (kernel=1;other against kernel=1;test)"),
                failed.message());
    }

    @Test
    void boundsWhatANodeSaysAgainstABundle() {
        CallResult refused = world.deploy(admin, "rubbish".repeat(15_000));
        assertEquals("BUNDLE_REFUSED", refused.code());
        assertTrue(refused.message().length() < 1_200);
    }

    @Test
    void refusesBytesThatAreNotWhatTheirDigestSays() {
        byte[] bytes = "probe@1".getBytes(StandardCharsets.UTF_8);
        String wrong = BundleDigest.of("other".getBytes(StandardCharsets.UTF_8)).hex();
        admin.system(new SystemCommand.StageChunk(wrong, 0, bytes.length, bytes));
        assertEquals(
                "INVALID_REQUEST", admin.system(new SystemCommand.Deploy(wrong)).code());
    }

    @Test
    void takesAnUploadInPartsAndRefusesATruncatedOne() {
        byte[] bytes = "probe@1".getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bytes).hex();
        admin.system(new SystemCommand.StageChunk(digest, 0, bytes.length, new byte[] {bytes[0]}));
        assertEquals("CONFLICT", admin.system(new SystemCommand.Deploy(digest)).code());
        byte[] rest = java.util.Arrays.copyOfRange(bytes, 1, bytes.length);
        assertEquals(
                "INVALID_REQUEST",
                admin.system(new SystemCommand.StageChunk(digest, 3, bytes.length, new byte[] {1}))
                        .code());
        admin.system(new SystemCommand.StageChunk(digest, 1, bytes.length, rest));
        assertEquals(
                CallResult.Kind.OK,
                admin.system(new SystemCommand.Deploy(digest)).kind());
    }

    @Test
    void undeploysOnlyWithoutLiveInstances() {
        world.deploy(admin, "probe@1");
        admin.done("a", "put", new Probe.Put("k", 1));
        CallResult refused = admin.system(new SystemCommand.Undeploy("probe", false));
        assertEquals("CONFLICT", refused.code());
        assertTrue(refused.message().contains("'a'"));
        admin.done("a", "remove", new Probe.Key("k"));
        assertEquals(
                CallResult.Kind.OK,
                admin.system(new SystemCommand.Undeploy("probe", false)).kind());
        assertTrue(host.loaded.isEmpty(), "the node let the bundle go");
        assertEquals(
                "NOT_FOUND",
                admin.system(new SystemCommand.Undeploy("probe", false)).code());
    }

    @Test
    void migratesInstancesInTheEntryOfTheSwitch() {
        world.deploy(admin, "probe@1");
        admin.done("a", "put", new Probe.Put("k", 1));
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@2").kind());
        assertEquals(101, world.row("a", "k"));
        assertEquals(1, host.loaded.size(), "the old version was let go");
    }

    @Test
    void aFailingMigrationLeavesTheOldVersionAndItsRows() {
        world.deploy(admin, "probe@1");
        admin.done("a", "put", new Probe.Put("k", 1));
        assertEquals("BUNDLE_REFUSED", world.deploy(admin, "probe@3").code());
        assertEquals(1, world.row("a", "k"));
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "put", new Probe.Put("k", 2)).kind());
    }

    @Test
    void aMigrationThatFindsNoRoomLeavesTheOldVersionAndItsRows() {
        world.deploy(admin, "probe@1");
        admin.system(new SystemCommand.CreateNamespace("team", 0));
        admin.callIn("team", "a", "put", new Probe.Put("x", 1));
        NamespacesInHand namespaces = new NamespacesInHand(world);
        long used = namespaces.used("team");
        admin.system(new SystemCommand.SetNamespaceQuota("team", used));
        CallResult refused = world.deploy(admin, "probe@2");
        assertEquals("BUNDLE_REFUSED", refused.code());
        assertTrue(refused.message().startsWith("namespace 'team' would hold " + 2 * used + " B"), refused.message());
        assertEquals(used, namespaces.used("team"));
        admin.system(new SystemCommand.SetNamespaceQuota("team", 0));
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@2").kind());
        namespaces.assertRecounted();
    }

    @Test
    void rollsBackWithTheWayDownThatTheNewerVersionBrought() {
        world.deploy(admin, "probe@1");
        admin.done("a", "put", new Probe.Put("k", 1));
        world.deploy(admin, "probe@5");
        assertEquals(41, world.row("a", "k"));

        CallResult back = admin.system(new SystemCommand.Rollback("probe", Optional.empty()));

        assertEquals(CallResult.Kind.OK, back.kind(), back::message);
        assertEquals(1, world.row("a", "k"));
        assertEquals(1, host.loaded.size(), "the newer version was let go");
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "put", new Probe.Put("k", 2)).kind());
        assertEquals(
                List.of("DEPLOYED", "DEPLOYED", "ROLLED_BACK"),
                history().stream().map(SystemQuery.BundleChange::change).toList());
    }

    @Test
    void refusesToRollBackWhereThereIsNoWayDownAndKeepsTheVersion() {
        world.deploy(admin, "probe@1");
        admin.done("a", "put", new Probe.Put("k", 1));
        world.deploy(admin, "probe@2");
        for (int attempt = 0; attempt < 2; attempt++) {
            CallResult refused = admin.system(new SystemCommand.Rollback("probe", Optional.empty()));
            assertEquals("BUNDLE_REFUSED", refused.code());
            assertTrue(refused.message().contains("no migration to 1"), refused.message());
            assertEquals(101, world.row("a", "k"));
        }
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "put", new Probe.Put("k", 2)).kind());
    }

    @Test
    void rollsBackToAVersionByItsNameOnlyIfItWasActive() {
        world.deploy(admin, "probe@1");
        assertEquals(
                "NOT_FOUND",
                admin.system(new SystemCommand.Rollback("probe", Optional.empty()))
                        .code());
        assertEquals(
                "NOT_FOUND",
                admin.system(new SystemCommand.Rollback("absent", Optional.empty()))
                        .code());
        world.deploy(admin, "probe@5");
        world.deploy(admin, "probe@4");
        assertEquals(
                "NOT_FOUND",
                admin.system(new SystemCommand.Rollback("probe", Optional.of("7")))
                        .code());
        String oldest = history().get(0).version();
        CallResult back = admin.system(new SystemCommand.Rollback("probe", Optional.of(oldest)));
        assertEquals(CallResult.Kind.OK, back.kind(), back::message);
        assertEquals(oldest, history().get(3).version());
    }

    @Test
    void instancesThatWereFrozenByAnUndeploymentGoOnWithTheNextDeployment() {
        world.deploy(admin, "probe@1");
        admin.done("a", "put", new Probe.Put("k", 1));
        CallResult undeployed = admin.system(new SystemCommand.Undeploy("probe", true));
        assertEquals(CallResult.Kind.OK, undeployed.kind(), undeployed::message);
        World.Client other = world.client();
        other.call("a", "put", new Probe.Put("k", 2));
        assertEquals("RECIPE_NOT_FOUND", other.refusals.get(0).code());
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@2").kind());
        assertEquals(101, world.row("a", "k"));
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "put", new Probe.Put("k", 2)).kind());
    }

    @Test
    void remembersWhoDidWhatAndWhyItFailed() {
        world.deploy(admin, "probe@1");
        admin.done("a", "put", new Probe.Put("k", 1));
        world.deploy(admin, "probe@3");
        List<SystemQuery.BundleChange> changes = history();
        assertEquals("FAILED", changes.get(1).change());
        assertTrue(changes.get(1).detail().contains("no way"), changes::toString);
        assertTrue(changes.get(0).revision() < changes.get(1).revision());
    }

    private List<SystemQuery.BundleChange> history() {
        return world.system(new SystemQuery.BundleHistory(Optional.of("probe")), SystemQuery.History.class)
                .changes();
    }

    @Test
    void anUpgradeLetsFrozenInstancesGoOnAndTakesUpPendingEnds() {
        world.deploy(admin, "probe@1");
        World.Client holder = world.client();
        holder.done("a", "bind", new Probe.Bound(true, true));
        world.kernel.close(holder.id, holder);
        world.loop.settle();
        assertEquals(
                "INSTANCE_FROZEN", admin.done("a", "put", new Probe.Put("k", 1)).code());
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@4").kind());
        assertEquals(-1, world.row("a", "held"));
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "put", new Probe.Put("k", 1)).kind());
    }

    @Test
    void dropsWhatASessionUploadedAndNeverDeployed() {
        World.Client uploader = world.client();
        byte[] bytes = "probe@1".getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bytes).hex();
        uploader.system(new SystemCommand.StageChunk(digest, 0, bytes.length, bytes));
        world.kernel.close(uploader.id, uploader);
        world.loop.settle();
        assertEquals("NOT_FOUND", admin.system(new SystemCommand.Deploy(digest)).code());
    }

    @Test
    void goesOnWithADeploymentThoughAReportOrTheSwitchIsLost() {
        for (int taken = 1; taken <= 2; taken++) {
            String bundle = taken == 1 ? "probe@1" : "store@1";
            byte[] bytes = bundle.getBytes(StandardCharsets.UTF_8);
            String digest = BundleDigest.of(bytes).hex();
            admin.system(new SystemCommand.StageChunk(digest, 0, bytes.length, bytes));
            world.log.dropAfter(taken, 1);
            long sequence = admin.lastSequence() + 1;
            admin.sendTo(
                    new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                    sequence,
                    "deploy",
                    new SystemCommand.Deploy(digest),
                    List.of());
            assertTrue(admin.resultOf(sequence).isEmpty(), "lost on its way");
            admin.keepAlive();
            world.loop.advanceMillis(3_000);
            assertEquals(
                    CallResult.Kind.OK, admin.resultOf(sequence).orElseThrow().kind());
        }
    }

    @Test
    void doesNotSayThatADeploymentWasNotAppliedWhenItsSessionEnds() {
        byte[] bytes = "probe@1".getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bytes).hex();
        admin.system(new SystemCommand.StageChunk(digest, 0, bytes.length, bytes));
        world.log.dropAfter(1, 1);
        admin.sendTo(
                new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                2,
                "deploy",
                new SystemCommand.Deploy(digest),
                List.of());
        world.kernel.close(admin.id, admin);
        world.loop.settle();
        byte[] row = world.store.get(Keys.result(admin.id, 2));
        assertEquals(
                CallResult.Kind.UNKNOWN,
                ResultRow.decode(Objects.requireNonNull(row))
                        .result()
                        .orElseThrow()
                        .kind());
    }
}
