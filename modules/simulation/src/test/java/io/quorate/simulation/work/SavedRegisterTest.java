package io.quorate.simulation.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.Chance;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavedRegisterTest {
    private static final long SWITCH = 100;

    private final Verdict verdict = new Verdict(new Trace(new VirtualTime(new Chance(1))));
    private final SavedRegister register = new SavedRegister(verdict);

    /** The operation of this number, applied at a revision. */
    private static Change change(long operation, long revision) {
        return new Change(operation, 1, operation, revision, 0, operation, operation);
    }

    @Test
    void takesWhatTheBackupHasAndWhatCameBehindTheSwitch() {
        register.acknowledged(1);
        register.acknowledged(2);
        List<Change> contents = SavedRegister.upTo(7, List.of(change(1, 5), change(2, 9)));
        assertEquals(List.of(change(1, 5)), contents);
        register.restored(contents);
        List<Change> there = List.of(change(1, 5), change(3, SWITCH + 1));
        register.found(there);
        register.requireRestored(SWITCH, contents, there);
        assertEquals(List.of(), verdict.violations());
    }

    @Test
    void missesWhatTheBackupHas() {
        List<Change> contents = List.of(change(1, 5));
        register.restored(contents);
        register.found(List.of());
        assertTrue(verdict.violation().isPresent());
    }

    @Test
    void noticesWhatIsNotGone() {
        register.requireRestored(SWITCH, List.of(change(1, 5)), List.of(change(1, 5), change(2, 9)));
        assertTrue(verdict.violation().isPresent());
    }

    @Test
    void noticesWhatIsAppliedTwice() {
        register.found(List.of(change(1, 5), change(1, 9)));
        assertTrue(verdict.violation().isPresent());
    }

    @Test
    void missesWhatWasAcknowledged() {
        register.acknowledged(1);
        register.found(List.of());
        assertTrue(verdict.violation().isPresent());
    }
}
