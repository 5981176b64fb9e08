package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** While a snapshot takes the place of the state, nothing else touches it. */
class InstallationTest {
    private static final Configuration THREE = Configuration.of(Group.nodes(1, 2, 3), Group.nodes());

    private final Group group = new Group(1, 3);
    private final Host follower = group.host(3);

    private static List<Entry> entries(long from, long to, long term) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(Entry.command(index, term, ("e" + index).getBytes(StandardCharsets.UTF_8)));
        }
        return entries;
    }

    @Test
    void entriesBehindASnapshotAreAppliedOnlyOnceTheyAreDurable() {
        follower.receive(new Message.Append(1, 3, 2, 1, 1, entries(2, 30, 2), 1));
        group.settle();
        follower.receive(new Message.Snapshot(2, 3, 3, 10, 3, THREE));
        group.settle();
        assertEquals(10, follower.status().lastIndex());
        follower.receive(new Message.Append(2, 3, 3, 10, 3, entries(11, 11, 3), 11));
        assertEquals(10, follower.applied);
        group.settle();
        assertEquals(11, follower.applied);
    }

    @Test
    void aWriteFromBeforeASnapshotMakesNothingBehindItDurable() {
        follower.receive(new Message.Append(1, 3, 2, 1, 1, entries(2, 30, 2), 1));
        follower.receive(new Message.Snapshot(2, 3, 3, 10, 3, THREE));
        follower.install();
        group.settle();
        follower.receive(new Message.Append(2, 3, 3, 10, 3, entries(11, 12, 3), 12));
        assertEquals(10, follower.applied);
    }

    @Test
    void anotherLeadersEntriesWaitUntilTheSnapshotIsInPlace() {
        follower.receive(new Message.Snapshot(1, 3, 2, 10, 2, THREE));
        List<Entry> whole = entries(2, 10, 2);
        whole.addAll(entries(11, 12, 3));
        follower.receive(new Message.Append(2, 3, 3, 1, 1, whole, 12));
        follower.write();
        assertEquals(0, follower.applied);
        group.settle();
        assertEquals(10, follower.applied);
        follower.receive(new Message.Append(2, 3, 3, 10, 2, entries(11, 13, 3), 13));
        group.settle();
        assertEquals(13, follower.applied);
    }

    @Test
    void whatIsCommittedMeanwhileIsNotAppliedToTheOldState() {
        follower.receive(new Message.Append(1, 3, 2, 1, 1, entries(2, 12, 2), 1));
        follower.receive(new Message.Snapshot(1, 3, 2, 10, 2, THREE));
        follower.write();
        follower.receive(new Message.Heartbeat(1, 3, 2, 12, 0));
        assertEquals(0, follower.applied);
        follower.install();
        group.settle();
        assertEquals(12, follower.applied);
    }

    @Test
    void whenItFailsTheOldStateGoesOnAndTheNextSnapshotIsTaken() {
        follower.receive(new Message.Append(1, 3, 2, 1, 1, entries(2, 5, 2), 1));
        follower.receive(new Message.Snapshot(1, 3, 2, 10, 2, THREE));
        follower.write();
        follower.receive(new Message.Heartbeat(1, 3, 2, 5, 0));
        assertEquals(0, follower.applied);
        follower.failToInstall();
        group.settle();
        assertEquals(5, follower.applied);
        follower.receive(new Message.Snapshot(1, 3, 2, 10, 2, THREE));
        group.settle();
        assertEquals(10, follower.applied);
    }

    @Test
    void nobodyWantsToLeadInTheMiddleOfIt() {
        follower.receive(new Message.Snapshot(1, 3, 2, 10, 2, THREE));
        follower.receive(new Message.TimeoutNow(1, 3, 2));
        follower.elapse(5_000);
        assertEquals(2, follower.status().term());
        assertFalse(group.transcript.stream().anyMatch(line -> line.startsWith("VoteRequest[from=3")));
    }

    @Test
    void aSnapshotOfASecondLeaderOfTheTermIsAViolation() {
        Host leader = group.elect(1);
        Message second = new Message.Snapshot(2, 1, leader.status().term(), 10, 2, THREE);
        assertThrows(RaftViolation.class, () -> leader.receive(second));
    }
}
