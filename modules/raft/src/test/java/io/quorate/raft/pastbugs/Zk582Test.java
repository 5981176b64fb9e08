package io.quorate.raft.pastbugs;

import static io.quorate.raft.Group.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Message;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Zk582Test {
    private final Group group = new Group(1, 3);

    private static Message.Snapshot snapshot(long term, long index) {
        return new Message.Snapshot(1, 3, term, index, 2, Configuration.of(nodes(1, 2, 3), nodes()));
    }

    /** Made at some earlier time, under way for long. */
    @Test
    void zk582ASnapshotThatCameLateTakesTheStateNotBack() {
        Host leader = group.elect(1);
        for (int i = 0; i < 10; i++) {
            group.propose(leader, "command " + i);
        }
        group.elapse(Host.SETTINGS.electionMinNanos());
        Host member = group.host(3);
        long applied = member.applied;
        assertTrue(applied > 10);
        member.receive(snapshot(2, 5));
        assertEquals(Optional.empty(), member.installing);
        assertEquals(applied, member.status().appliedIndex());
        assertEquals(applied, member.status().lastIndex());
    }

    /** The term of the snapshot's last entry is lower than terms in which this member has voted. */
    @Test
    void zk582ATermDoesNotBeginLowerBehindASnapshot() {
        Host member = group.host(3);
        member.receive(new Message.Heartbeat(1, 3, 7, 0, 0));
        member.receive(new Message.VoteRequest(2, 3, 8, 1, 1, false, true));
        Disks.write(member);
        assertEquals(8, member.saved().term());
        member.receive(snapshot(8, 10));
        member.install();
        member.crash();
        member.start();
        assertEquals(8, member.status().term());
        assertEquals(10, member.status().appliedIndex());
        group.sent();
        member.receive(new Message.VoteRequest(1, 3, 8, 100, 8, false, true));
        assertEquals(new Message.VoteReply(3, 1, 8, false, false), group.sent().get(0), "its vote of term 8 is given");
    }
}
