package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member that tells a new leader of a log that its disk does not have yet. */
class Zk3911Test {
    private final Group group = new Group(1, 3);
    private final Host member = group.host(1);

    /** From node 2, in this term, behind entry 1 of term 1 or what the member has of that term. */
    private void append(long term, long previousIndex, long previousTerm, long lastIndex, long commit) {
        member.receive(new Message.Append(
                2, 1, term, previousIndex, previousTerm, Group.entries(previousIndex + 1, lastIndex, term), commit));
    }

    private List<Message.Accepted> accepted() {
        return group.sent(Message.Accepted.class);
    }

    @Test
    void zk3911NothingOfTheFirstMessagesOfALeaderIsAcknowledgedBeforeItIsOnTheDisk() {
        append(2, 1, 1, 5, 1);
        append(2, 5, 2, 8, 1);
        assertEquals(List.of(), accepted());
        member.write();
        assertEquals(List.of(new Message.Accepted(1, 2, 2, 5)), accepted());
        member.write();
        assertEquals(List.of(new Message.Accepted(1, 2, 2, 8)), accepted());
    }

    @Test
    void zk3023ALeaderWhoseFollowersDisksStandStillCommitsNothing() {
        Host leader = group.elect(1);
        group.propose(leader, "x");
        for (int i = 0; i < 5; i++) {
            leader.elapse(Host.SETTINGS.heartbeatNanos());
            Disks.write(leader);
            group.arrive();
            group.arrive();
        }
        assertEquals(2, leader.status().commitIndex());
        group.host(2).crash();
        group.host(3).crash();
        assertEquals(List.of(), group.commands());
    }

    /** A follower is told what is committed before its own disk has it. */
    @Test
    void zk4394WhatIsCommittedElsewhereIsNotAppliedBeforeItIsOnTheOwnDisk() {
        member.elapse(10);
        member.read();
        append(2, 1, 1, 5, 5);
        assertEquals(5, member.status().commitIndex());
        assertEquals(1, member.applied);
        member.write();
        assertEquals(5, member.applied);
    }

    /** The term is on the disk, the entries are not. */
    @Test
    void zk4643ATermWithoutItsEntriesDoesNotMakeALogLookNewer() {
        Host leader = group.elect(2);
        group.settle();
        group.cutOff(1);
        group.propose(leader, "committed");
        group.settle();
        group.heal();
        member.receive(new Message.Heartbeat(2, 1, leader.status().term(), 1, 0));
        Disks.write(member);
        leader.elapse(2 * Host.SETTINGS.electionMinNanos());
        group.arrive();
        member.crash();
        member.start();
        group.sent();
        member.elapse(2 * Host.SETTINGS.electionMaxNanos());
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        for (int i = 0; i < 4; i++) {
            Disks.write(member);
            group.arrive();
        }
        assertFalse(member.leads(), "it lacks what is committed");
        group.elapse(4 * Host.SETTINGS.electionMaxNanos());
        assertEquals(List.of("committed"), group.commands());
        assertEquals(List.of("committed"), Disks.commands(member));
    }

    @Test
    void zk4646ACrashOfAllBehindAnAcknowledgementLosesNothing() {
        Host leader = group.elect(1);
        group.propose(leader, "x");
        group.settle();
        assertEquals(List.of("x"), group.commands());
        group.all().forEach(Host::crash);
        group.all().forEach(Host::start);
        group.lead();
        group.all().forEach(host -> assertEquals(List.of("x"), Disks.commands(host)));
    }

    /** An acknowledgement waits for its own write, whatever else the disk has done by then. */
    @Test
    void zk4685AnEarlierWriteAcknowledgesNothingOfALaterOne() {
        member.receive(new Message.VoteRequest(2, 1, 2, 1, 1, false, false));
        append(2, 1, 1, 3, 1);
        append(2, 3, 2, 4, 1);
        member.write();
        assertEquals(List.of(), accepted());
        member.write();
        assertEquals(List.of(new Message.Accepted(1, 2, 2, 3)), accepted());
    }
}
