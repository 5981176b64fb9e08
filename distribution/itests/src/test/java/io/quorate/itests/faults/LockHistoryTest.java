package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.itests.faults.LockNote.GivenBack;
import io.quorate.itests.faults.LockNote.Granted;
import io.quorate.itests.faults.LockNote.Refused;
import io.quorate.itests.faults.LockNote.Threads;
import io.quorate.itests.faults.LockNote.Written;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.lock.api.LockContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockHistoryTest {
    private static final Granted FIRST = new Granted(1, "a", 0, 100, 200, 5);
    private static final GivenBack BACK = new GivenBack(1, 300, 300, 400, true);

    private static List<String> wrong(LockNote... notes) {
        return LockHistory.wrongWith(List.of(notes));
    }

    private static Granted second(long from, long to, long token) {
        return new Granted(2, "a", 0, from, to, token);
    }

    private static Refused refused(long from, long to) {
        return new Refused(3, "a", 0, from, to, LockContract.NOT_GRANTED, CallOutcome.NOT_APPLIED);
    }

    @Test
    void holdsThatFollowEachOtherAreRight() {
        assertEquals(List.of(), wrong(FIRST, BACK, second(150, 350, 6)));
    }

    @Test
    void aGrantBeforeTheHoldBeforeHasEndedIsWrong() {
        assertEquals(1, wrong(FIRST, BACK, second(150, 299, 6)).size());
    }

    @Test
    void aHoldThatWasLostEndsAtAnyTimeFromThenOn() {
        GivenBack lost = new GivenBack(1, 250, 300, 310, false);
        assertEquals(List.of(), wrong(FIRST, lost, second(150, 900, 6)));
        assertEquals(List.of(), wrong(FIRST, lost, second(150, 260, 6)));
        assertEquals(1, wrong(FIRST, lost, second(150, 249, 6)).size());
    }

    @Test
    void aRefusalWhileNobodyHoldsIsWrong() {
        assertEquals(List.of(), wrong(FIRST, BACK, refused(350, 500)));
        assertEquals(1, wrong(FIRST, BACK, refused(401, 500)).size());
    }

    @Test
    void tokensThatGoBackAndTokensOfTwoAreWrong() {
        assertTrue(wrong(FIRST, BACK, second(410, 500, 4)).toString().contains("a token went back"));
        assertTrue(wrong(FIRST, BACK, second(410, 500, 5)).toString().contains("was granted twice"));
    }

    @Test
    void aWriteOfAHoldThatIsValidMustBeTaken() {
        assertEquals(List.of(), wrong(FIRST, new Written(1, false, false), BACK));
        assertEquals(1, wrong(FIRST, new Written(1, false, true), BACK).size());
    }

    @Test
    void survivesItsLine() {
        for (LockNote note : List.of(FIRST, BACK, refused(1, 2), new Written(1, true, false), new Threads(1, 2, 3))) {
            assertEquals(note, LockNote.parse(note.line()));
        }
    }
}
