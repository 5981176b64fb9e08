package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.RaftStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** This is node 1 and leads in term 7; its log begins with entry 5,001, and entry 10,000 is committed. */
class SnapshotAsksTest {
    private static final long FIRST = 5_001;
    private static final long COMMIT = 10_000;
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long OVER_A_SECOND = 1_000_000_001;
    private static final Configuration FIVE =
            Configuration.of(new TreeSet<>(List.of(1, 2, 3, 4, 5)), new TreeSet<>(List.of(6)));

    private final Tasks clock = new Tasks();
    private final List<PeerMessage.SnapshotAsked> sent = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final TreeSet<Integer> lagging = new TreeSet<>();
    private final TreeMap<Integer, Long> matches =
            new TreeMap<>(Map.of(1, COMMIT, 2, COMMIT, 3, COMMIT, 4, COMMIT, 5, COMMIT, 6, COMMIT));
    private final SnapshotAsks asks = new SnapshotAsks(
            clock,
            PATIENCE_NANOS,
            message -> sent.add((PeerMessage.SnapshotAsked) message),
            (node, index) -> ended.add("node " + node + " has " + index));

    private boolean ask(int node) {
        return ask(node, new TreeSet<>(matches.keySet()));
    }

    private boolean ask(int node, SortedSet<Integer> reachable) {
        return asks.ask(
                node,
                new RaftStatus(7, 1, true, FIRST, COMMIT + 5, COMMIT, COMMIT, Optional.of(FIVE), matches, reachable),
                lagging::contains);
    }

    private List<Integer> asked() {
        return sent.stream().map(PeerMessage.SnapshotAsked::to).toList();
    }

    private PeerMessage.SnapshotGiven given(PeerMessage.SnapshotAsked to, long index) {
        return new PeerMessage.SnapshotGiven(to.to(), 1, to.term(), to.attempt(), to.node(), index);
    }

    @Test
    void asksWhoWasAskedLeastAndAmongThoseTheLowestNumber() {
        assertTrue(ask(6));
        assertTrue(ask(5));
        assertTrue(ask(4));
        assertTrue(ask(3));
        assertEquals(List.of(2, 3, 5, 4), asked());
        assertEquals(new PeerMessage.SnapshotAsked(1, 2, 7, 1, 6, FIRST - 1), sent.get(0));
        assertTrue(asks.isAsked(6));
    }

    @Test
    void asksNobodyWhoLacksAVoteAnEntryOrALink() {
        matches.put(2, FIRST - 2);
        matches.put(3, COMMIT - SnapshotAsks.NEAR_ENTRIES - 1);
        lagging.add(4);
        assertFalse(ask(5), "node 6 is none of the voters");
        assertEquals(List.of(), sent);
        matches.put(3, COMMIT - SnapshotAsks.NEAR_ENTRIES);
        assertFalse(ask(5, new TreeSet<>(List.of(1, 2, 4, 5, 6))));
        assertTrue(ask(5));
        assertEquals(List.of(3), asked());
    }

    @Test
    void theSecondAttemptIsTheLeadersOwnWhateverCameOfTheFirst() {
        for (long index : new long[] {0, COMMIT}) {
            assertTrue(ask(6));
            asks.given(given(sent.get(sent.size() - 1), index), COMMIT);
            assertFalse(ask(6));
        }
        assertEquals(List.of("node 6 has 0", "node 6 has " + COMMIT), ended);
        assertEquals(List.of(2, 3), asked());
    }

    @Test
    void asksAgainUntilItIsToldHowItEnded() {
        assertTrue(ask(6));
        clock.advance(OVER_A_SECOND);
        asks.tick();
        asks.tick();
        assertEquals(2, sent.size());
        assertEquals(sent.get(0), sent.get(1));
        asks.given(given(sent.get(0), 9_000), COMMIT);
        assertEquals(List.of("node 6 has 9000"), ended);
        clock.advance(OVER_A_SECOND);
        asks.tick();
        asks.given(given(sent.get(0), 9_000), COMMIT);
        assertEquals(2, sent.size());
        assertEquals(1, ended.size());
    }

    @Test
    void givesUpOnlyWhoIsSilent() {
        assertTrue(ask(6));
        for (int i = 0; i < 3; i++) {
            clock.advance(PATIENCE_NANOS);
            asks.given(given(sent.get(0), PeerMessage.SnapshotGiven.UNDER_WAY), COMMIT);
            asks.tick();
        }
        assertEquals(List.of(), ended);
        clock.advance(PATIENCE_NANOS + 1);
        asks.tick();
        assertEquals(List.of("node 6 has 0"), ended);
        assertFalse(asks.isAsked(6));
    }

    @Test
    void believesNoOtherAttemptNodeOrTermAndNobodyWhoClaimsWhatIsNotCommitted() {
        assertTrue(ask(6));
        asks.given(new PeerMessage.SnapshotGiven(2, 1, 7, 2, 6, 9_000), COMMIT);
        asks.given(new PeerMessage.SnapshotGiven(2, 1, 6, 1, 6, 9_000), COMMIT);
        asks.given(new PeerMessage.SnapshotGiven(3, 1, 7, 1, 6, 9_000), COMMIT);
        asks.given(new PeerMessage.SnapshotGiven(2, 1, 7, 1, 5, 9_000), COMMIT);
        assertEquals(List.of(), ended);
        asks.given(given(sent.get(0), COMMIT + 1), COMMIT);
        assertEquals(List.of("node 6 has 0"), ended);
    }
}
