package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.MemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is left to do behind the switch, whatever happens meanwhile. */
class RestoreStepsTest {
    private static final Optional<String> WHOLE = Optional.empty();
    private static final Optional<String> DEFAULT = Optional.of(World.NAMESPACE);
    private static final int[] OF_RESTORES = {28, 29, 30, 31, 32};
    private static final int HOLDS = 700;

    private final World target = World.withMutex();
    private final Backup backup;

    RestoreStepsTest() {
        World source = World.withMutex();
        World.Client client = source.client(60_000);
        for (int i = 0; i < HOLDS; i++) {
            client.mutex("m" + i, "acquire", new Mutex.Acquire());
        }
        client.done("timed", "set-timer", new Probe.SetTimer(1, 500_000, false));
        backup = Backup.of(source);
        // Both worlds give the same numbers: this one is that of the session in the backup.
        World.Client gone = target.client(60_000);
        target.kernel.close(gone.id, gone);
        target.loop.settle();
        World.Client there = target.client(60_000);
        for (int i = 0; i < 2_500; i++) {
            there.put(World.NAMESPACE, "large", "k" + i, i);
        }
    }

    private String phase() {
        return target.system(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class)
                .underWay()
                .map(SystemQuery.RestoreUnderWay::phase)
                .orElse("");
    }

    private long left() {
        return target.system(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class)
                .underWay()
                .map(SystemQuery.RestoreUnderWay::left)
                .orElse(0L);
    }

    private void assertOver() {
        assertEquals("", phase());
        assertEquals(0, target.rowsOfKinds(OF_RESTORES));
        assertEquals(1, target.rowsOfKinds(5), "holders are gone, and their instances with them");
        assertEquals(1, target.rowsOfKinds(8));
        assertEquals(-1, target.row("large", "k1"));
        assertEquals(0, target.rowsOfKinds(6));
        assertTrue(target.kernel.status().problem().isEmpty());
    }

    /** Commits; the entries behind the switch do not come, or are lost. */
    private void switchOver(World.Client admin, Optional<String> what) {
        long id = backup.stage(admin, what);
        target.log.dropAfter(1, 1_000);
        Backup.ok(admin.system(new SystemCommand.CommitRestore(id)));
    }

    @Test
    void lostStepsAreProposedAgain() {
        switchOver(target.client(60_000), DEFAULT);
        assertEquals("SETTLING", phase());
        assertEquals(HOLDS + 1, left());
        target.log.dropNext(0);
        target.loop.advanceMillis(500);
        assertOver();
    }

    @Test
    void theNextLeaderGoesOn() {
        switchOver(target.client(60_000), WHOLE);
        target.log.dropNext(0);
        target.log.leadAgain();
        target.loop.advanceMillis(500);
        assertOver();
        assertEquals(0, target.kernel.status().sessions());
    }

    @Test
    void aNodeThatStartsInTheMiddleGoesOn() {
        switchOver(target.client(60_000), WHOLE);
        target.restart(true);
        target.loop.advanceMillis(500);
        assertOver();
    }

    @Test
    void aNodeThatStartsWhilePartsComeInTakesTheRest() {
        World.Client admin = target.client(60_000);
        SystemCommand.BeginRestore begin = backup.begin(WHOLE);
        long id = World.decode(
                        SystemCommand.RestoreBegun.class,
                        Backup.ok(admin.system(begin)).body())
                .restore();
        int half = backup.parts().size() / 2;
        for (int i = 0; i < half; i++) {
            Backup.ok(admin.system(
                    new SystemCommand.RestorePart(id, i + 1, backup.parts().get(i))));
        }
        target.restart(true);
        World.Client other = target.client(60_000);
        for (int i = half; i < backup.parts().size(); i++) {
            Backup.ok(other.system(
                    new SystemCommand.RestorePart(id, i + 1, backup.parts().get(i))));
        }
        Backup.ok(other.system(new SystemCommand.CommitRestore(id)));
        target.loop.advanceMillis(500);
        assertOver();
    }

    @Test
    void stepsAreBoundedAndStaleOnesChangeNothing() {
        World.Client admin = target.client(60_000);
        switchOver(admin, DEFAULT);
        long before = target.kernel.status().revision();
        target.log.dropNext(0);
        target.log.dropAfter(1, 1_000);
        target.loop.advanceMillis(60);
        assertEquals(
                before + ClusterKey.MAX_ENDS_PER_ENTRY.defaultValue(),
                target.kernel.status().revision());
        assertEquals(HOLDS + 1 - ClusterKey.MAX_ENDS_PER_ENTRY.defaultValue(), left());
        target.log.dropNext(0);
        target.loop.advanceMillis(500);
        assertOver();
    }

    @Test
    void noOtherRestoreBeginsBeforeThisOneIsOver() {
        World.Client admin = target.client(60_000);
        switchOver(admin, DEFAULT);
        target.log.dropNext(0);
        CallResult refused = admin.system(backup.begin(DEFAULT));
        assertEquals("CONFLICT", refused.code());
        target.loop.advanceMillis(500);
        Backup.ok(admin.system(backup.begin(DEFAULT)));
    }

    @Test
    void replicasComeToTheSameState() {
        World small = World.withMutex();
        World.Client living = small.client(60_000);
        living.call("waits", "park", new Probe.Park(3_000_000));
        backup.restore(small, DEFAULT);
        World.Client admin = small.client(60_000);
        backup.stage(admin, WHOLE);
        small.kernel.close(admin.id, admin);
        small.loop.advanceMillis(100);
        backup.restore(small, WHOLE);
        small.client(60_000).mutex("m1", "acquire", new Mutex.Acquire());
        long chain = small.kernel.status().chain();
        long revision = small.kernel.status().revision();
        small.store = new MemoryStateStore();
        small.restart(false);
        assertEquals(revision, small.kernel.status().revision());
        assertEquals(chain, small.kernel.status().chain());
        assertEquals(2, small.kernel.status().epoch());
    }

    @Test
    void aNodeThatGetsTheStateInTheMiddleGoesOn() {
        World.Client admin = target.client(60_000);
        backup.stage(admin, WHOLE);
        World other = World.withMutex();
        World.Client busy = other.client(60_000);
        while (other.log.entries().size() < target.log.entries().size()) {
            busy.put(World.NAMESPACE, "a", "k", 1);
        }
        other.log.install(target.store);
        other.log.leadAgain();
        other.loop.advanceMillis(100);
        SystemQuery.RestoreUnderWay there = other.system(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class)
                .underWay()
                .orElseThrow();
        assertEquals("STAGING", there.phase());
        World.Client goesOn = other.client(60_000);
        Backup.ok(goesOn.system(new SystemCommand.CommitRestore(there.restore())));
        other.loop.advanceMillis(500);
        assertEquals(0, other.rowsOfKinds(OF_RESTORES));
        assertEquals(1, other.rowsOfKinds(8));
    }

    @Test
    void aRehearsalEndsAtTheSwitch() {
        World.Client admin = target.client(60_000);
        byte[] bundle = "probe@1".getBytes(StandardCharsets.UTF_8);
        SystemQuery.Rehearse rehearse =
                new SystemQuery.Rehearse(BundleDigest.of(bundle).hex(), 1_000, Optional.empty());
        target.system(rehearse, SystemQuery.Rehearsed.class);
        target.loop.advanceMillis(500);
        assertEquals(
                "COMPARING",
                target.system(rehearse, SystemQuery.Rehearsed.class).phase());
        long id = backup.stage(admin, WHOLE);
        Backup.ok(admin.system(new SystemCommand.CommitRestore(id)));
        assertFalse(target.system(rehearse, SystemQuery.Rehearsed.class).phase().equals("COMPARING"));
    }
}
