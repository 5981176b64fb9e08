package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may lead, and for how long (Ongaro 2014, sections 3.4, 3.6.1, 4.2.3, 6.2, 9.6). */
class ElectionTest {
    private final Group group = new Group(1, 3);

    /** A request for a vote by a member whose log is better than all others. */
    private static Message.VoteRequest vote(int from, int to, long term) {
        return new Message.VoteRequest(from, to, term, 1_000, term - 1, false, false);
    }

    private static Message.VoteRequest preVote(int from, int to, long term) {
        return new Message.VoteRequest(from, to, term, 1_000, term - 1, true, false);
    }

    private static Message.VoteReply reply(int from, int to, long term, boolean granted, boolean pre) {
        return new Message.VoteReply(from, to, term, granted, pre);
    }

    private static Message.Heartbeat heartbeat(int from, int to, long term) {
        return new Message.Heartbeat(from, to, term, 0, 0);
    }

    /** What the member answers as soon as its disk has done everything. */
    private List<Message> answer(Host host, Message message) {
        group.sent();
        host.receive(message);
        while (!host.writing.isEmpty()) {
            host.write();
        }
        return group.sent();
    }

    /** Goes on until this member asks for votes, and takes its requests off the wire. */
    private List<Message.VoteRequest> asks(Host host) {
        group.sent();
        for (int i = 0; i < 200; i++) {
            host.elapse(10);
            List<Message.VoteRequest> requests = group.sent(Message.VoteRequest.class);
            if (!requests.isEmpty()) {
                return requests;
            }
        }
        throw new AssertionError("node " + host.id + " asks for no votes");
    }

    /** A candidate that has voted for itself and for which nobody else has. */
    private Host candidate(int node, int granting) {
        Host candidate = group.host(node);
        long term = asks(candidate).get(0).term();
        candidate.receive(reply(granting, node, term, true, true));
        candidate.write();
        assertEquals(term, candidate.status().term());
        return candidate;
    }

    // Pre-vote.

    @Test
    void anElectionAsksFirstAndThenBeginsATerm() {
        group.elect(1);
        assertEquals("""
                VoteRequest[from=1, to=2, term=2, lastIndex=1, lastTerm=1, pre=true, ordered=false]
                VoteRequest[from=1, to=3, term=2, lastIndex=1, lastTerm=1, pre=true, ordered=false]
                VoteReply[from=2, to=1, term=2, granted=true, pre=true]
                VoteReply[from=3, to=1, term=2, granted=true, pre=true]
                VoteRequest[from=1, to=2, term=2, lastIndex=1, lastTerm=1, pre=false, ordered=false]
                VoteRequest[from=1, to=3, term=2, lastIndex=1, lastTerm=1, pre=false, ordered=false]
                VoteReply[from=2, to=1, term=2, granted=true, pre=false]
                node 1 leads term 2""", String.join("\n", group.transcript.subList(0, 8)));
    }

    @Test
    void aPreVoteChangesNoTermAndNoVote() {
        Host voter = group.host(2);
        assertEquals(List.of(reply(2, 1, 2, true, true)), answer(voter, preVote(1, 2, 2)));
        // Nor is it a promise: another one is told the same.
        assertEquals(List.of(reply(2, 3, 2, true, true)), answer(voter, preVote(3, 2, 2)));
        assertEquals(1, voter.status().term());
        assertEquals(new HardState(1, 0, 1), voter.saved());
    }

    @Test
    void whoAsksForPreVotesBeginsNoTermYet() {
        Host asking = group.host(1);
        asks(asking);
        assertEquals(1, asking.status().term());
        assertTrue(asking.writing.isEmpty());
    }

    @Test
    void aPreVoteDoesNotCountAsAVote() {
        Host candidate = candidate(1, 2);
        // The second grant is as late as that of a vote would be, and is about the same term.
        candidate.receive(reply(3, 1, 2, true, true));
        assertFalse(candidate.leads());
    }

    @Test
    void aPreVoteForATermThatHasBegunDoesNotCountForTheNext() {
        Host candidate = candidate(1, 2);
        assertEquals(3, asks(candidate).get(0).term());
        candidate.receive(reply(3, 1, 2, true, true));
        assertEquals(2, candidate.status().term());
        candidate.receive(reply(3, 1, 3, true, true));
        assertEquals(3, candidate.status().term());
    }

    @Test
    void aPreVoteOfATermThatIsOverIsAnsweredWithThePresentOne() {
        Host voter = group.host(2);
        answer(voter, heartbeat(3, 2, 7));
        assertEquals(List.of(reply(2, 1, 7, false, true)), answer(voter, preVote(1, 2, 7)));
        assertEquals(7, voter.status().term());
    }

    @Test
    void aMemberThatWasCutOffComesBackWithoutAnElection() {
        Host leader = group.elect(1);
        group.cutOff(3);
        group.elapse(5_000);
        group.heal();
        group.elapse(1_000);
        assertTrue(leader.leads());
        group.all().forEach(host -> assertEquals(2, host.status().term()));
    }

    // The leader sticks.

    @Test
    void whoHearsTheLeaderGivesNobodyElseAVote() {
        group.elect(1);
        Host voter = group.host(2);
        voter.elapse(Host.SETTINGS.electionMinNanos() - 10);
        // A pre-vote is refused; a vote is not even answered, since the answer would name the new term or deny it.
        assertEquals(List.of(reply(2, 3, 2, false, true)), answer(voter, preVote(3, 2, 3)));
        assertEquals(List.of(), answer(voter, vote(3, 2, 3)));
        assertEquals(2, voter.status().term());

        voter.elapse(10);
        assertEquals(List.of(reply(2, 3, 3, true, true)), answer(voter, preVote(3, 2, 3)));
        assertEquals(List.of(reply(2, 3, 3, true, false)), answer(voter, vote(3, 2, 3)));
    }

    @Test
    void aVoteThatTheLeaderHasOrderedIsGivenAtOnce() {
        group.elect(1);
        Message.VoteRequest ordered = new Message.VoteRequest(3, 2, 3, 2, 2, false, true);
        assertEquals(List.of(reply(2, 3, 3, true, false)), answer(group.host(2), ordered));
    }

    @Test
    void aLeaderGivesNobodyElseAVote() {
        Host leader = group.elect(1);
        assertEquals(List.of(reply(1, 3, 2, false, true)), answer(leader, preVote(3, 1, 3)));
        assertEquals(List.of(), answer(leader, vote(3, 1, 3)));
        assertTrue(leader.leads());
        assertEquals(2, leader.status().term());
    }

    @Test
    void aMemberThatSleptListensBeforeItRuns() {
        Host sleeper = group.host(1);
        sleeper.now += 60_000;
        sleeper.take(new Input.Tick(sleeper.now));
        sleeper.elapse(Host.SETTINGS.electionMinNanos() - 10);
        assertEquals(List.of(), group.sent());
        assertFalse(asks(sleeper).isEmpty());
    }

    // Votes.

    @Test
    void oneVoteIsGivenInATerm() {
        Host voter = group.host(1);
        assertEquals(List.of(reply(1, 2, 2, true, false)), answer(voter, vote(2, 1, 2)));
        assertEquals(List.of(reply(1, 3, 2, false, false)), answer(voter, vote(3, 1, 2)));
        // The answer may have been lost: the same member is told again.
        assertEquals(List.of(reply(1, 2, 2, true, false)), answer(voter, vote(2, 1, 2)));
        assertEquals(2, voter.saved().vote());
    }

    @Test
    void noVoteIsGivenInATermWhoseLeaderIsKnown() {
        Host voter = group.host(1);
        answer(voter, heartbeat(2, 1, 2));
        voter.elapse(Host.SETTINGS.electionMinNanos());
        assertEquals(List.of(reply(1, 3, 2, false, false)), answer(voter, vote(3, 1, 2)));
    }

    @Test
    void aVoteOfATermThatIsOverDoesNotCount() {
        candidate(1, 2);
        Host candidate = candidate(1, 2);
        assertEquals(3, candidate.status().term());
        candidate.receive(reply(3, 1, 2, true, false));
        assertFalse(candidate.leads());
        candidate.receive(reply(3, 1, 3, true, false));
        assertTrue(candidate.leads());
    }

    @ParameterizedTest
    @CsvSource({
        // The voter's log ends with entry 4 of term 3.
        "3, 3, false",
        "4, 3, true",
        "5, 3, true",
        "9, 2, false",
        "2, 4, true"
    })
    void aVoteIsGivenOnlyToALogThatIsUpToDate(long lastIndex, long lastTerm, boolean granted) {
        Host voter = group.host(1);
        answer(voter, new Message.Append(2, 1, 3, 1, 1, Group.entries(2, 4, 3), 1));
        voter.elapse(Host.SETTINGS.electionMinNanos());
        for (boolean pre : new boolean[] {true, false}) {
            // Refusing tells the voter's own term, which a pre-vote has not changed.
            long told = pre && !granted ? 3 : 5;
            assertEquals(
                    List.of(reply(1, 3, told, granted, pre)),
                    answer(voter, new Message.VoteRequest(3, 1, 5, lastIndex, lastTerm, pre, false)));
        }
    }

    // Stepping down.

    @Test
    void aLeaderThatHearsFromNoQuorumStepsDown() {
        Host leader = group.elect(1);
        group.cutOff(1);
        leader.elapse(Host.SETTINGS.electionMaxNanos());
        assertTrue(leader.leads());
        leader.elapse(10);
        assertFalse(leader.leads());
        assertEquals(2, leader.status().term());
    }

    @Test
    void aLeaderThatHearsFromAQuorumGoesOn() {
        Host leader = group.elect(1);
        group.cutOff(3);
        group.elapse(5_000);
        assertTrue(leader.leads());
        assertEquals(2, leader.status().term());
    }

    /** CCF 8094: a vote that is forgotten in the same term is given twice. */
    @Test
    void aLeaderThatStepsDownInItsTermKeepsItsVote() {
        Host leader = group.elect(1);
        group.cutOff(1);
        leader.elapse(2 * Host.SETTINGS.electionMaxNanos());
        assertFalse(leader.leads());
        assertEquals(List.of(reply(1, 3, 2, false, false)), answer(leader, vote(3, 1, 2)));
        assertEquals(1, leader.saved().vote());
    }

    @Test
    void aCandidateFollowsTheLeaderOfItsTermAndKeepsItsVote() {
        Host candidate = candidate(1, 2);
        answer(candidate, heartbeat(2, 1, 2));
        assertEquals(2, candidate.status().leader());
        assertEquals(List.of(reply(1, 3, 2, false, false)), answer(candidate, vote(3, 1, 2)));
        assertEquals(1, candidate.saved().vote());
    }

    @Test
    void aDeposedLeaderLearnsOfTheTermByTheAnswerToItsHeartbeat() {
        Host leader = group.elect(1);
        // Node 2 has gone on to term 7, and nobody there will ever ask node 1 for a vote.
        group.host(2).receive(reply(3, 2, 7, false, false));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        group.settle();
        assertTrue(group.transcript.contains("HeartbeatReply[from=2, to=1, term=7, round=0]"));
        assertFalse(leader.leads());
        assertEquals(7, leader.status().term());
    }

    // What cannot be.

    @Test
    void twoLeadersInATermAreAViolation() {
        Host follower = group.host(3);
        follower.receive(heartbeat(1, 3, 2));
        assertThrows(RaftViolation.class, () -> follower.receive(heartbeat(2, 3, 2)));
    }

    @Test
    void aLeaderThatHearsOfAnotherInItsTermStopsForGood() {
        Host leader = group.elect(1);
        assertThrows(RaftViolation.class, () -> leader.receive(heartbeat(2, 1, 2)));
        assertThrows(RaftViolation.class, () -> leader.receive(new Message.Append(2, 1, 2, 1, 1, List.of(), 1)));
    }
}
