package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot, and entries on top of it. */
class Zk2845Test {
    private final Group group = new Group(1, 3);
    private final Host leader = group.elect(1);
    private final Host member = group.host(3);

    private void commit(int count) {
        for (int i = 0; i < count; i++) {
            group.propose(group.lead(), "command");
            group.settle();
        }
    }

    /** What the member gets next is a snapshot; returns it, taken off the wire. */
    private Message.Snapshot snapshotIsDue() {
        group.cutOff(3);
        commit(10);
        leader.flush();
        group.heal();
        for (int i = 0; i < 100; i++) {
            leader.elapse(10);
            List<Message> sent = group.sent();
            for (Message message : sent) {
                if (message instanceof Message.Snapshot snapshot) {
                    return snapshot;
                }
                group.deliver(message);
            }
        }
        throw new AssertionError("no snapshot was sent");
    }

    private void endsAlike() {
        commit(3);
        group.elapse(4 * Host.SETTINGS.electionMaxNanos());
        group.all().forEach(host -> assertEquals(group.lead().applied, host.applied, "node " + host.id));
    }

    /** The member has entries of its own where the snapshot's are; what follows comes as entries. */
    @Test
    void zk2845EntriesThatTheSnapshotDoesNotContainGo() {
        group.cutOff(1);
        group.host(2).elapse(Host.SETTINGS.electionMinNanos());
        Host deposed = group.elect(3);
        group.cutOff(3);
        for (int i = 0; i < 20; i++) {
            group.propose(deposed, "alone " + i);
        }
        group.settle();
        group.heal();
        group.cutOff(3);
        deposed.elapse(2 * Host.SETTINGS.electionMaxNanos());
        group.host(2).elapse(Host.SETTINGS.electionMinNanos());
        group.elect(1);
        commit(10);
        group.lead().flush();
        assertTrue(Disks.commands(deposed).contains("alone 0"));
        group.heal();
        endsAlike();
        assertTrue(group.transcript.stream().anyMatch(line -> line.matches("Snapshot\\[from=\\d, to=3.*")));
        assertTrue(group.commands().stream().noneMatch(command -> command.startsWith("alone")));
        assertTrue(Disks.commands(member).stream().noneMatch(command -> command.startsWith("alone")));
    }

    /** As 3104: the leader counts the member only for what is in place there. */
    @Test
    void zk3104ASnapshotIsNotAcknowledgedBeforeItIsInPlace() {
        member.receive(snapshotIsDue());
        Disks.write(member);
        assertEquals(List.of(), group.sent(Message.Accepted.class));
        member.install();
        assertEquals(1, group.sent(Message.Accepted.class).size());
    }

    @Test
    void zk3589ACrashBeforeItIsInPlaceLeavesWhatWasThere() {
        long before = member.applied;
        member.receive(snapshotIsDue());
        member.crash();
        member.start();
        assertTrue(member.status().lastIndex() >= before);
        assertTrue(member.status().appliedIndex() <= before);
        endsAlike();
    }

    @Test
    void zk3642TheLeaderIsGoneWhenTheSnapshotHasArrived() {
        member.receive(snapshotIsDue());
        leader.crash();
        group.host(2).elapse(Host.SETTINGS.electionMaxNanos());
        member.install();
        group.elapse(4 * Host.SETTINGS.electionMaxNanos());
        commit(3);
        leader.start();
        endsAlike();
    }
}
