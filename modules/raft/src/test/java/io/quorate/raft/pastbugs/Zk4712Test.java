package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Message;
import io.quorate.raft.Output;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader had under way when it was one goes on after it is not. */
class Zk4712Test {
    private final Group group = new Group(1, 3);
    private final Host deposed = group.elect(1);

    /** Two of them, not on its disk yet; node 2 leads term 3 and has something else there. */
    private long deposedWithWritesUnderWay() {
        group.propose(deposed, "old 1");
        long id = group.propose(deposed, "old 2");
        group.sent();
        deposed.receive(new Message.Append(2, 1, 3, 2, 2, Group.entries(3, 3, 3), 2));
        return id;
    }

    @Test
    void zk4712WritesOfALeaderThatIsNoneAnyMoreCountForNothing() {
        long id = deposedWithWritesUnderWay();
        assertInstanceOf(Output.Answer.Unknown.class, group.answer(deposed, id).orElseThrow());
        deposed.receive(new Message.Heartbeat(2, 1, 3, 3, 0));
        assertEquals(3, deposed.status().commitIndex());
        deposed.write();
        deposed.write();
        assertEquals(List.of(), group.sent(Message.Accepted.class), "those of its own term");
        assertEquals(2, deposed.applied, "entry 3 is another one now, and on its way to the disk");
        Disks.write(deposed);
        assertEquals(3, deposed.applied);
        assertEquals(List.of(new Message.Accepted(1, 2, 3, 3)), group.sent(Message.Accepted.class));
        assertEquals(List.of("1@1", "2@2", "3@3"), Disks.entries(deposed));
    }

    @Test
    void zk4712RequestsBehindTheChangeAreRefused() {
        deposedWithWritesUnderWay();
        long id = group.propose(deposed, "late");
        assertInstanceOf(
                Output.Answer.NotLeader.class, group.answer(deposed, id).orElseThrow());
        Disks.write(deposed);
        assertTrue(Disks.commands(deposed).stream().noneMatch("late"::equals));
    }
}
