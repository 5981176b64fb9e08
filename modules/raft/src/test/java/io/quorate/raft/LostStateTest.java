package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member whose state is of no use goes on as the others' witness until it gets another one. */
class LostStateTest {
    private static final Configuration THREE = Configuration.of(Group.nodes(1, 2, 3), Group.nodes());

    private final Group group = new Group(1, 3);
    private final Host follower = group.host(3);

    LostStateTest() {
        append(2);
        follower.receive(new Message.Heartbeat(1, 3, 2, 2, 0));
        group.settle();
        assertEquals(2, follower.applied);
        follower.take(new Input.StateLost());
    }

    /** Appends an entry, and tells that all before it are committed. */
    private void append(long index) {
        Entry entry = Entry.command(index, 2, ("e" + index).getBytes(StandardCharsets.UTF_8));
        long previousTerm = index == 2 ? 1 : 2;
        follower.receive(new Message.Append(1, 3, 2, index - 1, previousTerm, List.of(entry), index - 1));
        group.settle();
    }

    @Test
    void takesEntriesAndAppliesNone() {
        append(3);
        append(4);
        assertTrue(group.transcript.contains("Accepted[from=3, to=1, term=2, index=4]"), group.transcript.toString());
        assertEquals(2, follower.applied);
    }

    @Test
    void goesOnBehindASnapshotOfWhatItHasInItsLog() {
        append(3);
        append(4);
        append(5);
        follower.receive(new Message.Snapshot(1, 3, 2, 3, 2, THREE));
        group.settle();
        assertEquals(4, follower.applied, "4 is the last that is known to be committed");
        assertEquals(5, follower.status().lastIndex(), "what was acknowledged stays");
    }

    @Test
    void takesNoSnapshotThatIsNotNewerThanTheLostState() {
        append(3);
        append(4);
        follower.receive(new Message.Snapshot(1, 3, 2, 2, 2, THREE));
        group.settle();
        assertEquals(2, follower.applied);
    }

    @Test
    void votesAndDoesNotWantToLead() {
        follower.receive(new Message.TimeoutNow(1, 3, 2));
        follower.elapse(5_000);
        assertFalse(group.transcript.stream().anyMatch(line -> line.startsWith("VoteRequest[from=3")));
        follower.receive(new Message.VoteRequest(2, 3, 3, 9, 2, false, false));
        group.settle();
        assertTrue(
                group.transcript.stream()
                        .anyMatch(line -> line.startsWith("VoteReply[from=3, to=2, term=3, granted=true")),
                group.transcript.toString());
    }
}
