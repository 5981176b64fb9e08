package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.system.SystemCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a restore makes of sessions, holds and waiting calls. */
class RestoreSessionsTest {
    private static final Address KERNEL = new Address(World.NAMESPACE, SystemCommand.RECIPE, "");
    private static final Optional<String> WHOLE = Optional.empty();
    private static final Optional<String> DEFAULT = Optional.of(World.NAMESPACE);

    private final World world = World.withMutex();

    private static long token(Optional<CallResult> granted) {
        return World.decode(Mutex.Grant.class, Backup.ok(granted.orElseThrow()).body())
                .token()
                .value();
    }

    private static Optional<CallResult> acquire(World.Client client, String instance) {
        return client.mutex(instance, "acquire", new Mutex.Acquire());
    }

    @Test
    void aHoldOfTheBackupEndsAndWhoeverComesNextGetsALargerToken() {
        long before = token(acquire(world.client(60_000), "m"));
        Backup backup = Backup.of(world);
        World target = World.withMutex();
        backup.restore(target, WHOLE);
        assertEquals(0, target.holder("m").session(), "its session does not exist here");
        long after = token(acquire(target.client(60_000), "m"));
        assertTrue(after > before, before + " then " + after);
    }

    @Test
    void whoWaitsBehindAHoldOfTheBackupIsAdmittedWhenThatEnds() {
        acquire(world.client(60_000), "m");
        Backup backup = Backup.of(world);
        World target = World.withMutex();
        // Both worlds give the same numbers: this one is that of the holder in the backup.
        World.Client gone = target.client(60_000);
        target.kernel.close(gone.id, gone);
        target.loop.settle();
        World.Client living = target.client(60_000);
        World.Client admin = target.client(60_000);
        long id = backup.stage(admin, DEFAULT);
        // The steps that end the hold come behind the call in the log.
        target.log.holdNext(2);
        target.kernel.call(
                admin.id,
                admin,
                new CallRequest(
                        admin.lastSequence() + 1,
                        new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                        1,
                        "commit-restore",
                        World.encode(new SystemCommand.CommitRestore(id)),
                        List.of()));
        target.loop.settle();
        assertTrue(acquire(living, "m").isEmpty());
        target.log.commitHeld();
        target.loop.advanceMillis(200);
        assertEquals(living.id.value(), target.holder("m").session());
        assertEquals(CallResult.Kind.OK, living.replies.get(0).result().kind());
    }

    @Test
    void aWholeRestoreEndsAllSessionsAndTheAskingOneBehindItsReply() {
        Backup backup = Backup.of(world);
        World.Client idle = world.client(60_000);
        World.Client holder = world.client(60_000);
        World.Client waits = world.client(60_000);
        token(acquire(holder, "m"));
        assertTrue(acquire(waits, "m").isEmpty());
        World.Client admin = world.client(60_000);
        long id = backup.stage(admin, WHOLE);
        Backup.ok(admin.system(new SystemCommand.CommitRestore(id)));
        for (World.Client client : List.of(idle, holder, waits, admin)) {
            assertEquals("CLUSTER_RESTORED", client.ends.get(0).code());
            assertEquals(1, client.ends.size());
        }
        CallResult waited = waits.resultOf(waits.lastSequence()).orElseThrow();
        assertEquals("CLUSTER_RESTORED", waited.code());
        world.loop.advanceMillis(200);
        assertEquals(0, world.kernel.status().sessions());
        assertEquals(0, world.holder("m").session());
        assertEquals(0, world.rowsOfKinds(2, 10, 28, 29, 30, 31, 32));
    }

    @Test
    void anEndedSessionDoesNothingMoreAndIsToldWhy() {
        Backup backup = Backup.of(world);
        World.Client client = world.client(60_000);
        World.Client admin = world.client(60_000);
        long id = backup.stage(admin, WHOLE);
        // In one entry: the switch, and behind it a call of a session that it ended.
        world.log.holdNext(1);
        admin.queue(KERNEL, "commit-restore", new SystemCommand.CommitRestore(id));
        client.queue(new Address(World.NAMESPACE, "probe", "a"), "put", new Probe.Put("k", 1));
        world.loop.settle();
        world.log.commitHeld();
        world.loop.advanceMillis(200);
        assertEquals(1, world.kernel.status().epoch());
        assertEquals(-1, world.row("a", "k"), "the call came behind the switch");
        assertEquals("CLUSTER_RESTORED", client.ends.get(0).code());

        List<AttachResult> results = new ArrayList<>();
        world.kernel.attach(client.id, client.secret, client, results::add);
        world.loop.settle();
        assertEquals(
                "CLUSTER_RESTORED",
                ((AttachResult.Refused) results.get(0)).problem().code());
        client.keepAlive();
        assertEquals("CLUSTER_RESTORED", client.refusals.get(0).code());
        assertTrue(world.client().ends.isEmpty(), "a session of afterwards lives");
    }

    @Test
    void sessionsOutliveTheRestoreOfANamespaceWithoutWhatTheyHeldThere() {
        World.Client client = world.client(60_000);
        World.Client next = world.client(60_000);
        long before = token(acquire(client, "m"));
        Backup backup = Backup.of(world);
        backup.restore(world, DEFAULT);
        assertTrue(client.ends.isEmpty());
        assertEquals(0, world.holder("m").session(), "the backup's hold ended, though its session lives");
        assertEquals(
                "NOT_HELD",
                client.mutex("m", "release", new Mutex.Release()).orElseThrow().code());
        long after = token(acquire(next, "m"));
        assertTrue(after > before);
        assertEquals(next.id.value(), world.holder("m").session());
    }

    @Test
    void whatALivingSessionComesByAfterTheSwitchIsNotTakenByWhatIsLeftOfTheRestore() {
        World.Client client = world.client(60_000);
        for (int i = 0; i < 600; i++) {
            token(acquire(client, "m" + i));
        }
        Backup backup = Backup.of(world);
        World.Client admin = world.client(60_000);
        long id = backup.stage(admin, DEFAULT);
        world.log.holdNext(1);
        admin.queue(KERNEL, "commit-restore", new SystemCommand.CommitRestore(id));
        client.queue(new Address(World.NAMESPACE, "mutex", "m599"), "acquire", new Mutex.Acquire());
        world.loop.settle();
        world.log.commitHeld();
        world.loop.advanceMillis(500);
        Optional<CallResult> granted = client.resultOf(client.lastSequence());
        assertEquals(token(granted), world.holder("m599").token());
        assertEquals(0, world.holder("m598").session());
        world.kernel.close(client.id, client);
        world.loop.advanceMillis(200);
        assertEquals(0, world.holder("m599").session(), "its end is told, since it was bound anew");
    }

    @Test
    void theEndOfASessionIsNotToldToAnInstanceThatTookThePlaceOfAnother() {
        World.Client before = world.client(60_000);
        before.done("p", "put", new Probe.Put("held", 5));
        Backup backup = Backup.of(world);
        World target = World.withMutex();
        World.Client client = target.client(60_000);
        client.done("p", "bind", new Probe.Bound(true, false));
        backup.restore(target, DEFAULT);
        target.kernel.close(client.id, client);
        target.loop.advanceMillis(200);
        assertEquals(5, target.row("p", "held"), "the hook of the probe would have removed the row");
    }

    @Test
    void callsThatWaitInAReplacedInstanceAreAnswered() {
        world.client().system(new SystemCommand.CreateNamespace("other", 0));
        World.Client waits = world.client(60_000);
        assertTrue(waits.call("w", "park", new Probe.Park(3_000_000)).isEmpty());
        waits.sendTo(new Address("other", "probe", "w"), 2, "park", new Probe.Park(3_000_000), List.of());
        World source = World.withMutex();
        source.client().put(World.NAMESPACE, "a", "k", 1);
        Backup.of(source).restore(world, DEFAULT);
        CallResult result = waits.resultOf(1).orElseThrow();
        assertEquals(CallResult.Kind.REFUSED, result.kind());
        assertEquals("CLUSTER_RESTORED", result.code());
        assertFalse(waits.resultOf(2).isPresent(), "that of another namespace waits on");
        waits.cancel(2);
        assertEquals("CANCELLED", waits.resultOf(2).orElseThrow().code());
        assertEquals(0, world.rowsOfKinds(7));
    }

    @Test
    void waitingCallsOfTheBackupAreNotThere() {
        World.Client waits = world.client(60_000);
        waits.call("w", "park", new Probe.Park(3_000_000));
        waits.call("both", "park", new Probe.Park(3_000_000));
        waits.done("both", "put", new Probe.Put("k", 1));
        Backup backup = Backup.of(world);
        World target = World.withMutex();
        assertEquals(2, backup.restore(target, WHOLE).instances());
        assertEquals(1, target.rowsOfKinds(5), "one that only had a waiting call is empty");
        assertEquals(0, target.rowsOfKinds(7));
        assertEquals(1, target.row("both", "k"));
        target.client().done("both", "remove", new Probe.Key("k"));
        assertEquals(0, target.rowsOfKinds(5), "it counts no waiting calls");
    }

    @Test
    void aCallThatWasOnItsWayIsAppliedOnceInARestoredNamespace() {
        world.client().put(World.NAMESPACE, "b", "k", 1);
        Backup backup = Backup.of(world);
        World.Client client = world.client(60_000);
        client.put(World.NAMESPACE, "a", "k", 1);
        backup.restore(world, DEFAULT);
        client.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals(-1, world.row("a", "k"), "the stored result answers the repetition");
        assertEquals(CallResult.Kind.OK, client.resultOf(1).orElseThrow().kind());
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals(2, world.row("a", "k"));
    }
}
