package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What leaves a member only when its disk has it, and what is left after a crash (Ongaro 2014, sections 3.8, 10.2.1). */
class DurabilityTest {
    private final Group group = new Group(1, 3);

    private static Message.VoteRequest vote(int from, int to, long term) {
        return new Message.VoteRequest(from, to, term, 1, 1, false, false);
    }

    private static Message.VoteReply granted(int from, int to, long term) {
        return new Message.VoteReply(from, to, term, true, false);
    }

    private static Message.Accepted accepted(int from, int to, long term, long index) {
        return new Message.Accepted(from, to, term, index);
    }

    /** Entries of this term that follow entry 1, which all founders have. */
    private static Message.Append append(int from, int to, long term, long lastIndex, long commit) {
        return new Message.Append(from, to, term, 1, 1, Group.entries(2, lastIndex, term), commit);
    }

    // Votes.

    @Test
    void aVoteLeavesOnlyOnceItIsPersisted() {
        Host voter = group.host(1);
        voter.receive(vote(2, 1, 2));
        assertEquals(List.of(), group.sent());
        assertEquals(
                Optional.of(new HardState(2, 2, 1)), voter.writing.element().hardState());
        voter.write();
        assertEquals(List.of(granted(1, 2, 2)), group.sent());
    }

    @Test
    void aVoteThatIsAskedForAgainWaitsForTheSameWrite() {
        Host voter = group.host(1);
        voter.receive(vote(2, 1, 2));
        voter.receive(vote(2, 1, 2));
        assertEquals(List.of(), group.sent());
        voter.write();
        assertEquals(List.of(granted(1, 2, 2), granted(1, 2, 2)), group.sent());
    }

    @Test
    void aVoteBindsOverACrash() {
        Host voter = group.host(1);
        voter.receive(vote(2, 1, 2));
        voter.write();
        voter.crash();
        voter.start();
        group.sent();

        voter.receive(vote(3, 1, 2));
        assertEquals(List.of(new Message.VoteReply(1, 3, 2, false, false)), group.sent());
    }

    @Test
    void aVoteThatACrashForgotWasNeverGiven() {
        Host voter = group.host(1);
        voter.receive(vote(2, 1, 2));
        voter.crash();
        voter.start();
        voter.receive(vote(3, 1, 2));
        voter.write();
        assertEquals(List.of(granted(1, 3, 2)), group.sent());
    }

    @Test
    void aCandidateAsksForVotesOnlyOnceItsOwnIsPersisted() {
        Host candidate = group.host(1);
        candidate.elapse(Host.SETTINGS.electionMaxNanos());
        group.arrive();
        group.arrive();
        assertEquals(2, candidate.status().term());
        assertEquals(List.of(), group.sent());
        candidate.write();
        assertEquals(new HardState(2, 1, 1), candidate.saved());
        assertEquals(2, group.sent(Message.VoteRequest.class).size());
    }

    @Test
    void aVoteOfATermThatIsOverIsNotSentAnyMore() {
        Host voter = group.host(1);
        voter.receive(vote(2, 1, 2));
        voter.receive(new Message.Heartbeat(3, 1, 3, 0, 0));
        group.sent();
        voter.write();
        voter.write();
        assertEquals(List.of(), group.sent());
    }

    // Acknowledgements.

    @Test
    void anAcknowledgementLeavesOnlyOnceTheEntriesArePersisted() {
        Host follower = group.host(1);
        follower.receive(append(2, 1, 2, 3, 1));
        assertEquals(List.of(), group.sent());
        follower.write();
        assertEquals(List.of(accepted(1, 2, 2, 3)), group.sent());
    }

    @Test
    void eachAcknowledgementWaitsForItsOwnWriteAlone() {
        Host follower = group.host(1);
        follower.receive(append(2, 1, 2, 3, 1));
        follower.receive(new Message.Append(2, 1, 2, 3, 2, Group.entries(4, 4, 2), 1));
        follower.write();
        assertEquals(List.of(accepted(1, 2, 2, 3)), group.sent());
        follower.write();
        assertEquals(List.of(accepted(1, 2, 2, 4)), group.sent());
    }

    @Test
    void entriesThatComeAgainAreNotAcknowledgedBeforeTheirFirstWrite() {
        Host follower = group.host(1);
        follower.receive(append(2, 1, 2, 3, 1));
        follower.receive(append(2, 1, 2, 3, 1));
        assertEquals(1, follower.writing.size());
        assertEquals(List.of(), group.sent());
    }

    @Test
    void anAcknowledgementOfNothingNewWaitsForTheTermAllTheSame() {
        Host follower = group.host(1);
        follower.receive(new Message.Heartbeat(2, 1, 2, 0, 0));
        follower.receive(new Message.Append(2, 1, 2, 1, 1, List.of(), 1));
        assertEquals(List.of(), group.sent(Message.Accepted.class));
        follower.write();
        assertEquals(List.of(accepted(1, 2, 2, 1)), group.sent());
    }

    @Test
    void anAcknowledgementIsDroppedWhenTheTermHasChanged() {
        Host follower = group.host(1);
        follower.receive(append(2, 1, 2, 3, 1));
        follower.receive(new Message.Heartbeat(3, 1, 3, 0, 0));
        group.sent();
        // Node 3 has not said yet that it has these entries.
        follower.write();
        follower.write();
        assertEquals(List.of(), group.sent());
    }

    /** ABA, as in etcd's raft: entry 2 is written, and is not the entry 2 that counts. */
    @Test
    void aLateWriteOfAnOverwrittenSuffixDoesNotCount() {
        Host follower = group.host(1);
        follower.receive(append(2, 1, 2, 4, 1));
        follower.receive(append(3, 1, 3, 2, 1));
        follower.receive(new Message.Append(3, 1, 3, 2, 3, List.of(), 2));
        follower.read();

        follower.write();
        assertEquals(
                List.of("1@1", "2@2", "3@2", "4@2"),
                Group.terms(follower.stored().values()));
        assertEquals(1, follower.applied);
        assertEquals(List.of(), group.sent());

        follower.write();
        assertEquals(List.of("1@1", "2@3"), Group.terms(follower.stored().values()));
        assertEquals(2, follower.applied);
        assertEquals(List.of(accepted(1, 3, 3, 2), accepted(1, 3, 3, 2)), group.sent());
    }

    // What is committed.

    /** etcd 14370: the only member must not answer what a crash would undo. */
    @Test
    void aGroupOfOneAcknowledgesOnlyOnceItHasPersisted() {
        Group alone = new Group(1, 1);
        Host leader = alone.elect(1);
        long id = alone.propose(leader, "x");
        assertEquals(2, leader.status().commitIndex());
        assertEquals(Optional.empty(), alone.answer(leader, id));

        leader.write();
        assertEquals(
                new Output.Answer.Committed(id, 3, 2), alone.answer(leader, id).orElseThrow());
        assertEquals(List.of("x"), alone.commands());
    }

    @Test
    void aGroupOfOneLeadsOnlyOnceItsVoteIsPersisted() {
        Group alone = new Group(1, 1);
        Host member = alone.host(1);
        while (member.writing.isEmpty()) {
            member.elapse(10);
        }
        assertFalse(member.leads());
        member.write();
        assertTrue(member.leads());
    }

    @Test
    void theLeadersOwnDiskCountsLikeTheOthers() {
        Host leader = group.elect(1);
        group.lose(message -> message.to() == 3);
        group.propose(leader, "x");
        group.arrive();
        group.host(2).write();
        group.arrive();
        assertEquals(2, leader.status().commitIndex());
        leader.write();
        assertEquals(3, leader.status().commitIndex());
    }

    @Test
    void theOthersCommitWithoutTheLeadersDiskAndItAppliesWhenItHasCaughtUp() {
        Host leader = group.elect(1);
        long id = group.propose(leader, "x");
        group.arrive();
        group.host(2).write();
        group.host(3).write();
        group.arrive();
        assertEquals(3, leader.status().commitIndex());
        assertEquals(2, leader.applied);
        assertEquals(Optional.empty(), group.answer(leader, id));

        leader.write();
        assertEquals(3, leader.applied);
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
    }

    @Test
    void aFollowerAppliesOnlyWhatItHasPersisted() {
        Host follower = group.host(1);
        follower.receive(append(2, 1, 2, 3, 3));
        follower.read();
        assertEquals(3, follower.status().commitIndex());
        assertEquals(1, follower.applied);
        follower.write();
        assertEquals(3, follower.applied);
    }

    // What was found on the disk.

    private static void start(HardState hardState, long releasedIndex, long lastIndex, long lastTerm, long applied) {
        Configuration founders = Configuration.of(Group.nodes(1, 2, 3), Group.nodes());
        Recovered recovered = new Recovered(
                hardState,
                releasedIndex,
                1,
                lastIndex,
                new TreeMap<>(Map.of(releasedIndex + 1, lastTerm)),
                new TreeMap<>(Map.of(1L, founders)),
                applied);
        new Raft(1, Host.SETTINGS, recovered, 0, new SplittableRandom(1)).status();
    }

    @Test
    void aDiskThatLostSomethingIsNotUsed() {
        start(new HardState(2, 0, 5), 3, 5, 2, 5);
        // The saved term is older than the log.
        assertThrows(RaftViolation.class, () -> start(new HardState(1, 0, 5), 3, 5, 2, 5));
        // The state is ahead of the log.
        assertThrows(RaftViolation.class, () -> start(new HardState(2, 0, 5), 3, 5, 2, 6));
        // Entries between the state and the log are missing.
        assertThrows(RaftViolation.class, () -> start(new HardState(2, 0, 5), 3, 5, 2, 2));
    }
}
