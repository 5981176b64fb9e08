package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A member that says of its log what cannot be: it is not believed, and named once. */
class LyingMemberTest {
    private final Group group = new Group(1, 3);
    private final Host leader = group.elect(1);

    private static Message.Accepted accepted(int from, long index) {
        return new Message.Accepted(from, 1, 2, index);
    }

    private static Output.Doubt doubt(String what) {
        return new Output.Doubt(2, what);
    }

    /** Nothing that is sent from now on arrives, so that all that the leader hears is made up. */
    private void propose(int count) {
        group.lose(Message.Append.class::isInstance);
        for (int i = 0; i < count; i++) {
            group.propose(leader, "x");
        }
        group.settle();
    }

    @Test
    void whatWasNeverSentDoesNotCount() {
        propose(1);
        leader.receive(accepted(2, 4));
        assertEquals(2L, leader.status().matches().get(2));
        assertEquals(2, leader.status().commitIndex());
        leader.receive(accepted(2, Long.MAX_VALUE));
        leader.receive(accepted(2, -1));
        assertEquals(2, leader.status().commitIndex());
        assertEquals(List.of(doubt("acknowledges entry 4, which it was never sent")), leader.doubts);

        leader.receive(accepted(2, 3));
        assertEquals(3, leader.status().commitIndex(), "what it says of what it was sent still counts");
    }

    /** The window is full: entries that are in the leader's log are not on their way yet. */
    @Test
    void whatIsInTheLogAndWasNotSentYetDoesNotCount() {
        propose(20);
        long end = leader.status().lastIndex();
        leader.receive(accepted(2, end));
        assertEquals(2L, leader.status().matches().get(2));
        assertEquals(2, leader.status().commitIndex());
        assertEquals(List.of(doubt("acknowledges entry " + end + ", which it was never sent")), leader.doubts);
    }

    @Test
    void whatWasAcknowledgedIsNotTakenBack() {
        propose(2);
        leader.receive(accepted(2, 4));
        leader.receive(accepted(2, 3));
        assertEquals(4L, leader.status().matches().get(2), "late, or a lie: it is the same");
        assertEquals(List.of(), leader.doubts);

        for (int i = 0; i < 5; i++) {
            assertEquals(List.of(), leader.doubts, "so far it may be late");
            leader.take(new Input.Unreachable(2));
            leader.elapse(Host.SETTINGS.heartbeatNanos());
            leader.receive(new Message.Rejected(2, 1, 2, 4, 1, 1));
        }
        assertEquals(4L, leader.status().matches().get(2));
        assertEquals(4, leader.status().commitIndex());
        assertEquals(List.of(doubt("says that it lacks entry 4, which it has acknowledged")), leader.doubts);
    }

    @Test
    void aMemberIsDoubtedAnewByTheNextLeader() {
        leader.receive(accepted(2, 100));
        leader.receive(new Message.Heartbeat(3, 1, 3, 0, 0));
        Host again = group.elect(1);
        again.receive(new Message.Accepted(2, 1, again.status().term(), 100));
        assertEquals(2, again.doubts.size());
    }
}
