package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.raft.RaftStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CatchUpsTest {
    private static final int NODE = 3;

    private final CatchUps catchUps = new CatchUps();

    @Test
    void nothingGoesWhileASnapshotIsOnItsWay() {
        assertEquals(500, catchUps.releasable(500, leading(0, true)));
        catchUps.begin(NODE);
        assertEquals(0, catchUps.releasable(500, leading(0, false)));
    }

    @Test
    void whatFollowsTheSnapshotStaysUntilTheMemberHasIt() {
        catchUps.begin(NODE);
        catchUps.ended(NODE, 400);
        assertEquals(400, catchUps.releasable(500, leading(0, true)));
        assertEquals(450, catchUps.releasable(500, leading(450, true)));
        assertEquals(500, catchUps.releasable(500, leading(500, true)));
        assertEquals(900, catchUps.releasable(900, leading(501, true)));
    }

    @Test
    void aMemberThatIsGoneHoldsNothing() {
        catchUps.begin(NODE);
        catchUps.ended(NODE, 400);
        assertEquals(500, catchUps.releasable(500, leading(0, false)));
    }

    @Test
    void aMemberThatWasGivenUpHoldsNothing() {
        catchUps.begin(NODE);
        catchUps.ended(NODE, 0);
        assertEquals(500, catchUps.releasable(500, leading(0, true)));
    }

    private static RaftStatus leading(long match, boolean reachable) {
        return new RaftStatus(
                1,
                1,
                true,
                1,
                1_000,
                1_000,
                1_000,
                Optional.empty(),
                new TreeMap<>(Map.of(1, 1_000L, NODE, match)),
                new TreeSet<>(reachable ? List.of(1, NODE) : List.of(1)));
    }
}
