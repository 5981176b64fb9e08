package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.DueRow;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.RowCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestoreTest {
    private static final Optional<String> WHOLE = Optional.empty();
    private static final Optional<String> DEFAULT = Optional.of(World.NAMESPACE);

    /** Instances, their rows, tickets and timers. */
    private static final int[] OF_INSTANCES = {5, 6, 7, 8, 9, 11};

    /** What a restore needs on its way. */
    private static final int[] OF_RESTORES = {28, 29, 30, 31, 32};

    private final World source = World.withMutex();

    private static long micros2020(World world) {
        return (world.loop.calendarMillis() - 1_577_836_800_000L) * 1_000;
    }

    private static long token(World.Client client) {
        return World.decode(
                        Probe.Token.class,
                        Backup.ok(client.done("token", "token", new Probe.Nothing()))
                                .body())
                .token()
                .value();
    }

    @Test
    void anEmptyClusterHoldsWhatTheBackupHas() {
        World.Client client = source.client(60_000);
        client.put(World.NAMESPACE, "a", "k", 7);
        client.system(new SystemCommand.CreateNamespace("other", 4_096));
        client.put("other", "a", "k", 8);
        client.done("timed", "set-timer", new Probe.SetTimer(1, 5_000, false));
        source.loop.advanceMillis(2_000);
        Backup backup = Backup.of(source);

        World target = World.withMutex();
        target.loop.advanceMillis(90_000);
        SystemCommand.Restored restored = backup.restore(target, WHOLE);

        assertEquals(7, target.row("a", "k"));
        assertEquals(8, target.row("other", "a", "k"));
        assertEquals(3, restored.instances());
        assertEquals(0, restored.replaced());
        assertEquals(1, restored.epoch());
        assertTrue(restored.revision() > micros2020(target) - 10_000_000, "the revision jumped to " + restored);
        target.loop.advanceMillis(2_000);
        assertEquals(-1, target.row("timed", "fired"), "the timer had 3 s to run");
        target.loop.advanceMillis(2_000);
        assertTrue(target.row("timed", "fired") > 0);
        assertEquals(0, target.rowsOfKinds(OF_RESTORES));
        NamespacesInHand namespaces = new NamespacesInHand(target);
        namespaces.assertRecounted();
        assertEquals(4_096, namespaces.told().get("other").quotaBytes());
    }

    @Test
    void whatWasThereGoesWithAllItsRows() {
        source.client().put(World.NAMESPACE, "a", "k", 7);
        Backup backup = Backup.of(source);

        World target = World.withMutex();
        World.Client client = target.client(60_000);
        client.put(World.NAMESPACE, "a", "other", 1);
        for (int i = 0; i < 1_500; i++) {
            client.put(World.NAMESPACE, "large", "k" + i, i);
        }
        client.done("timed", "set-timer", new Probe.SetTimer(1, 3_000_000, false));
        client.call("waits", "park", new Probe.Park(3_000_000));
        assertEquals(4, backup.restore(target, WHOLE).replaced());

        assertEquals(7, target.row("a", "k"));
        assertEquals(-1, target.row("a", "other"));
        assertEquals(-1, target.row("large", "k1"));
        assertEquals(0, target.rowsOfKinds(OF_RESTORES));
        // The instance, its row; deadlines of tombstones are counted apart.
        assertEquals(1, target.rowsOfKinds(5));
        assertEquals(1, target.rowsOfKinds(6));
        assertEquals(0, target.rowsOfKinds(7, 8));
        new NamespacesInHand(target).assertRecounted();
    }

    @Test
    void anotherNamespaceStaysAsItIs() {
        source.client().put(World.NAMESPACE, "a", "k", 7);
        source.client().system(new SystemCommand.CreateNamespace("other", 0));
        source.client().put("other", "a", "k", 8);
        Backup backup = Backup.of(source);

        World target = World.withMutex();
        World.Client client = target.client(60_000);
        client.put(World.NAMESPACE, "b", "k", 1);
        client.system(new SystemCommand.CreateNamespace("other", 0));
        client.put("other", "a", "k", 2);
        SystemCommand.Restored restored = backup.restore(target, DEFAULT);

        assertEquals(7, target.row("a", "k"));
        assertEquals(-1, target.row("b", "k"));
        assertEquals(2, target.row("other", "a", "k"));
        assertEquals(1, restored.instances());
        assertEquals(1, restored.replaced());
        client.put("other", "a", "k", 3);
        assertTrue(client.ends.isEmpty());
        new NamespacesInHand(target).assertRecounted();
    }

    @Test
    void theSameBackupTwiceGivesNoNumberTwice() {
        source.client().put(World.NAMESPACE, "a", "k", 7);
        Backup backup = Backup.of(source);
        World target = World.withMutex();
        Set<Long> tokens = new HashSet<>();
        Set<Long> sessions = new HashSet<>();
        List<Long> inOrder = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 20; i++) {
                World.Client client = target.client();
                assertTrue(sessions.add(client.id.value()), "session " + client.id + " twice");
                long token = token(client);
                assertTrue(tokens.add(token), "token " + token + " twice");
                inOrder.add(token);
                client.put(World.NAMESPACE, "a", "k" + i, round);
            }
            backup.restore(target, round == 2 ? DEFAULT : WHOLE);
            assertEquals(-1, target.row("a", "k1"));
            assertEquals(7, target.row("a", "k"));
        }
        assertEquals(inOrder.stream().sorted().toList(), inOrder);
        assertEquals(4, target.kernel.status().epoch());
    }

    @Test
    void aClusterThatWasLostAndRestoredTwiceGivesNoTokenTwice() {
        token(source.client());
        Backup backup = Backup.of(source);
        World first = World.withMutex();
        backup.restore(first, WHOLE);
        long before = token(first.client());

        World second = World.withMutex();
        second.loop.advanceMillis(1_000);
        backup.restore(second, WHOLE);
        long after = token(second.client());

        assertEquals(new FencingToken(before).epoch(), new FencingToken(after).epoch());
        assertTrue(after > before, before + " then " + after);
    }

    @Test
    void theEpochRisesAboveTheOneThatIsAskedFor() {
        Backup backup = Backup.of(source);
        World.Client admin = source.client();
        SystemCommand.BeginRestore begin = backup.begin(WHOLE);
        long id = World.decode(
                        SystemCommand.RestoreBegun.class,
                        Backup.ok(admin.system(new SystemCommand.BeginRestore(
                                        begin.source(), WHOLE, 41, begin.rows(), begin.digest())))
                                .body())
                .restore();
        long number = 0;
        for (byte[] part : backup.parts()) {
            Backup.ok(admin.system(new SystemCommand.RestorePart(id, ++number, part)));
        }
        Backup.ok(admin.system(new SystemCommand.CommitRestore(id)));
        assertEquals(42, source.kernel.status().epoch());
    }

    @Test
    void idsOfInstancesDoNotGrowWithTheIdsOfTheBackup() {
        World.Client client = source.client(60_000);
        for (int i = 0; i < 10; i++) {
            client.put(World.NAMESPACE, "i" + i, "k", i);
        }
        for (int round = 0; round < 20; round++) {
            Backup.of(source).restore(source, WHOLE);
        }
        long next = KernelRow.decode(Objects.requireNonNull(source.store.get(Keys.kernel())))
                .nextInstance();
        assertTrue(next < 1_000, "the next instance has id " + next);
        assertEquals(9, source.row("i9", "k"));
    }

    @Test
    void timersOfTheSameDeadlineKeepTheirOrder() {
        World.Client client = source.client(60_000);
        client.done("z", "set-timer", new Probe.SetTimer(1, 5_000, false));
        client.done("a", "set-timer", new Probe.SetTimer(1, 5_000, false));
        Backup backup = Backup.of(source);
        World target = World.withMutex();
        target.client().done("b", "set-timer", new Probe.SetTimer(1, 700_000, false));
        backup.restore(target, WHOLE);
        assertEquals(List.of("z", "a"), timersInOrder(target));
        target.loop.advanceMillis(6_000);
        assertNotEquals(-1L, target.row("z", "fired"));
        assertEquals(target.row("z", "fired"), target.row("a", "fired"));
        target.loop.advanceMillis(800_000);
        assertEquals(-1, target.row("b", "fired"), "its instance was replaced");
        assertEquals(0, target.rowsOfKinds(8, 9));
    }

    /** Instances whose timers fire, the next one first. */
    private static List<String> timersInOrder(World world) {
        List<String> instances = new ArrayList<>();
        try (RowCursor rows = world.store.scan(new byte[] {9}, new byte[] {10})) {
            while (rows.next()) {
                if (DueRow.decode(rows.value()) instanceof DueRow.TimerDue timer) {
                    instances.add(timer.address().instance());
                }
            }
        }
        return instances;
    }

    @Test
    void aRestoreThatIsGivenUpTakesNoTimerOfTheSameNumbersAlong() {
        World target = World.withMutex();
        for (World each : List.of(source, target)) {
            each.client(60_000).done("timed", "set-timer", new Probe.SetTimer(1, 30_000, false));
        }
        Backup backup = Backup.of(source);
        World.Client admin = target.client(60_000);
        long id = backup.stage(admin, WHOLE);
        Backup.ok(admin.system(new SystemCommand.AbortRestore(id)));
        target.loop.advanceMillis(200);
        assertEquals(0, target.rowsOfKinds(OF_RESTORES));
        assertEquals(List.of("timed"), timersInOrder(target));
        target.loop.advanceMillis(40_000);
        assertNotEquals(-1L, target.row("timed", "fired"));
    }

    @Test
    void aFrozenInstanceStaysFrozenAndTakesItsEndsWithTheNextVersion() {
        World.Client holder = source.client(60_000);
        holder.done("a", "bind", new Probe.Bound(true, true));
        source.kernel.close(holder.id, holder);
        source.loop.settle();
        World.Client client = source.client(60_000);
        assertEquals(
                "INSTANCE_FROZEN",
                client.done("a", "put", new Probe.Put("k", 1)).code());
        Backup backup = Backup.of(source);

        World target = new World(
                Limits.defaults(),
                new TestHost()
                        .with("probe@1", new Probe())
                        .with("probe@1.1", new Probe())
                        .with("store@1", new Probe())
                        .with("mutex@1", new Mutex()));
        World.Client admin = target.client(60_000);
        List.of("store@1", "mutex@1", "probe@1").forEach(bundle -> Backup.ok(target.deploy(admin, bundle)));
        backup.restore(target, WHOLE);
        World.Client later = target.client(60_000);
        assertEquals(
                "INSTANCE_FROZEN", later.done("a", "put", new Probe.Put("k", 1)).code());
        assertEquals(1, target.rowsOfKinds(11));
        Backup.ok(target.deploy(later, "probe@1.1"));
        assertEquals(
                "INSTANCE_FROZEN", later.done("a", "put", new Probe.Put("k", 1)).code(), "its hook fails again");
        assertEquals(1, target.rowsOfKinds(11));
    }

    @Test
    void configurationAndTrustAreThoseOfTheBackupAfterAWholeRestoreOnly() {
        World.Client admin = source.client(60_000);
        admin.put(World.NAMESPACE, "a", "k", 7);
        Backup.ok(admin.system(new SystemCommand.ConfigureCluster("command.max-events", Optional.of("17"), 0)));
        Backup backup = Backup.of(source);

        World target = World.withMutex();
        World.Client there = target.client(60_000);
        Backup.ok(there.system(new SystemCommand.ConfigureCluster("command.max-events", Optional.of("18"), 0)));
        Backup.ok(there.system(new SystemCommand.ConfigureCluster("instance.max-waiters", Optional.of("19"), 0)));
        backup.restore(target, DEFAULT);
        assertEquals(18, target.kernel.status().limits().of(ClusterKey.MAX_EVENTS));
        backup.restore(target, WHOLE);
        assertEquals(17, target.kernel.status().limits().of(ClusterKey.MAX_EVENTS));
        assertEquals(
                ClusterKey.MAX_WAITERS.defaultValue(),
                target.kernel.status().limits().of(ClusterKey.MAX_WAITERS));
        long version = target.system(new SystemQuery.ClusterConfiguration(), SystemQuery.Configuration.class)
                .version();
        assertTrue(version > 2, "version " + version + " was not met before");
    }

    @Test
    void watchersAreResetAndSeeWhatHappensAfterwards() {
        source.client().put(World.NAMESPACE, "a", "k", 7);
        Backup backup = Backup.of(source);
        World target = World.withMutex();
        ReadsAndEventsTest.Sink sink = new ReadsAndEventsTest.Sink();
        Address address = new Address(World.NAMESPACE, "probe", "a");
        SubscribeResult result = target.kernel.subscribe(address, "Changed", Optional.empty(), sink);
        ((SubscribeResult.Subscribed) result).subscription().resume();
        World.Client client = target.client(60_000);
        client.put(World.NAMESPACE, "a", "k", 1);
        Cursor before = sink.cursors.get(0);
        backup.restore(target, DEFAULT);
        assertEquals(1, sink.resets);
        client.put(World.NAMESPACE, "a", "k", 2);
        assertEquals(List.of(1L, 2L), sink.values);
        assertEquals(1, sink.resets);

        ReadsAndEventsTest.Sink late = new ReadsAndEventsTest.Sink();
        SubscribeResult again = target.kernel.subscribe(address, "Changed", Optional.of(before), late);
        ((SubscribeResult.Subscribed) again).subscription().resume();
        assertEquals(1, late.resets, "a cursor of before is void");
    }

    @Test
    void readsThatWaitForARevisionAreAnsweredByTheJump() {
        Backup backup = Backup.of(source);
        World target = World.withMutex();
        List<CallResult> answers = target.query(
                QueryRequest.ReadLevel.SESSION,
                target.kernel.status().revision() + 1_000_000,
                "a",
                "get",
                new Probe.Key("k"));
        assertTrue(answers.isEmpty());
        backup.restore(target, WHOLE);
        assertEquals(CallResult.Kind.OK, answers.get(0).kind());
    }

    @Test
    void aRowAsLargeAsAValueMayBeTravelsAlone() {
        World.Client client = source.client(60_000);
        client.put(World.NAMESPACE, "a", "k", 7);
        byte[] value = new byte[1024 * 1024];
        source.store.put(firstRowKey(), value);
        source.store.commit(new io.quorate.storage.AppliedMark(
                source.store.applied().index() + 1, source.store.applied().term()));
        Backup backup = Backup.of(source.store, 256 * 1024);
        assertTrue(backup.parts().stream().allMatch(part -> part.length <= SystemCommand.MAX_PART_BYTES));
        World target = World.withMutex();
        backup.restore(target, WHOLE);
        assertEquals(1, target.rowsOfKinds(6));
    }

    private byte[] firstRowKey() {
        try (RowCursor rows = source.store.scan(new byte[] {6}, new byte[] {7})) {
            assertTrue(rows.next());
            return rows.key();
        }
    }

    @Test
    void tellsHowFarARestoreIsAndWhichWasTheLast() {
        source.client().put(World.NAMESPACE, "a", "k", 7);
        Backup backup = Backup.of(source);
        World target = World.withMutex();
        World.Client admin = target.client(60_000);
        long id = backup.stage(admin, DEFAULT);
        SystemQuery.RestoreUnderWay underWay = describe(target).underWay().orElseThrow();
        assertEquals(id, underWay.restore());
        assertEquals("STAGING", underWay.phase());
        assertEquals(backup.parts().size(), underWay.parts());
        assertEquals(underWay.allRows(), underWay.rows());
        assertTrue(describe(target).last().isEmpty());

        Backup.ok(admin.system(new SystemCommand.CommitRestore(id)));
        target.loop.advanceMillis(200);
        assertTrue(describe(target).underWay().isEmpty());
        SystemQuery.PastRestore last = describe(target).last().orElseThrow();
        assertEquals(id, last.restore());
        assertEquals(DEFAULT, last.namespace());
        assertEquals(backup.source(), last.source());
        assertEquals(1, last.instances());
    }

    private static SystemQuery.Restores describe(World world) {
        return world.system(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class);
    }

    @Test
    void aRestoreThatIsGivenUpLeavesNothing() {
        World.Client client = source.client(60_000);
        client.put(World.NAMESPACE, "a", "k", 7);
        client.done("timed", "set-timer", new Probe.SetTimer(1, 5_000, false));
        client.done("held", "bind", new Probe.Bound(true, false));
        for (int i = 0; i < 1_200; i++) {
            client.put(World.NAMESPACE, "large", "k" + i, i);
        }
        Backup.ok(client.system(new SystemCommand.ConfigureCluster("command.max-events", Optional.of("17"), 0)));
        Backup backup = Backup.of(source);
        World target = World.withMutex();
        World.Client living = target.client(600_000);
        living.done("timed", "set-timer", new Probe.SetTimer(1, 4_000_000, false));
        long before = target.rowsOfKinds(OF_INSTANCES);

        World.Client aborts = target.client(60_000);
        long first = backup.stage(aborts, WHOLE);
        assertTrue(target.rowsOfKinds(OF_INSTANCES) > before + 1_200);
        Backup.ok(aborts.system(new SystemCommand.AbortRestore(first)));
        target.loop.advanceMillis(200);
        assertEquals(before, target.rowsOfKinds(OF_INSTANCES));
        assertEquals(0, target.rowsOfKinds(OF_RESTORES));

        World.Client leaves = target.client(60_000);
        backup.stage(leaves, WHOLE);
        target.kernel.close(leaves.id, leaves);
        target.loop.advanceMillis(200);
        // One more: the deadline of the tombstone.
        assertEquals(before + 1, target.rowsOfKinds(OF_INSTANCES));
        assertEquals(0, target.rowsOfKinds(OF_RESTORES));
        assertEquals(0, target.kernel.status().epoch());
    }
}
