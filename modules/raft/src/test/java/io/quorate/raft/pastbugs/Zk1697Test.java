package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Input;
import io.quorate.raft.Message;
import org.junit.jupiter.api.Test;

class Zk1697Test {
    /** A hundred times as long as any silence is borne. */
    private static final long LONG = 100 * Host.SETTINGS.electionMaxNanos();

    private final Group group = new Group(1, 3);

    @Test
    void zk1697ASnapshotThatTakesLongerThanAnyTimeoutArrivesAndTheQuorumHoldsMeanwhile() {
        group.reportsSnapshots = false;
        Host leader = group.elect(1);
        group.cutOff(3);
        for (int i = 0; i < 10; i++) {
            group.propose(leader, "command " + i);
            group.settle();
        }
        leader.flush();
        group.heal();
        leader.take(new Input.Unreachable(3));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        Message.Snapshot snapshot = group.sent(Message.Snapshot.class).get(0);

        group.transcript.clear();
        group.elapse(LONG);
        assertTrue(leader.leads(), "it goes on leading");
        assertEquals(2, leader.status().term());
        assertTrue(group.transcript.stream().noneMatch(line -> line.startsWith("VoteRequest")));
        assertTrue(group.transcript.stream().noneMatch(line -> line.startsWith("Snapshot")), "one at a time");

        // It has arrived, and to put it into place takes as long again.
        Host member = group.host(3);
        member.receive(snapshot);
        for (long passed = 0; passed < LONG; passed += Host.SETTINGS.heartbeatNanos()) {
            leader.elapse(Host.SETTINGS.heartbeatNanos());
            member.elapse(Host.SETTINGS.heartbeatNanos());
            group.arrive();
            group.arrive();
        }
        assertTrue(member.installing.isPresent());
        assertEquals(2, member.status().term());
        leader.take(new Input.SnapshotSent(3, snapshot.index()));
        group.propose(leader, "last");
        group.elapse(4 * Host.SETTINGS.electionMaxNanos());
        assertTrue(leader.leads());
        assertEquals(leader.applied, member.applied);
    }
}
