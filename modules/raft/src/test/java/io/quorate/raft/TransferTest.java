package io.quorate.raft;

import static io.quorate.raft.Group.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Handing over the leadership (Ongaro 2014, section 3.10). */
class TransferTest {
    private static final Message.TimeoutNow ORDER = new Message.TimeoutNow(1, 2, 2);

    private final Group group = new Group(1, 3);
    private final Host leader = group.elect(1);

    private void assertRefused(long id) {
        assertInstanceOf(Output.Answer.Refused.class, group.answer(leader, id).orElseThrow());
    }

    private void assertCommitted(long id) {
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
    }

    @Test
    void theTargetRunsAtOnceAndWithoutAskingFirst() {
        group.transcript.clear();
        long id = group.transfer(leader, 2);
        group.settle();
        assertEquals("""
                TimeoutNow[from=1, to=2, term=2]
                VoteRequest[from=2, to=1, term=3, lastIndex=2, lastTerm=2, pre=false, ordered=true]
                VoteRequest[from=2, to=3, term=3, lastIndex=2, lastTerm=2, pre=false, ordered=true]
                VoteReply[from=1, to=2, term=3, granted=true, pre=false]
                node 2 leads term 3""", String.join("\n", group.transcript.subList(0, 5)));
        assertTrue(group.host(2).leads());
        assertCommitted(id);
    }

    @Test
    void itWaitsUntilTheTargetHasCaughtUp() {
        group.propose(leader, "x");
        group.propose(leader, "y");
        group.sent();
        group.transfer(leader, 2);
        leader.receive(new Message.Accepted(3, 1, 2, 4));
        leader.receive(new Message.Accepted(2, 1, 2, 3));
        assertEquals(List.of(), group.sent());
        leader.receive(new Message.Accepted(2, 1, 2, 4));
        assertEquals(List.of(ORDER), group.sent());
    }

    @Test
    void proposalsAreRefusedMeanwhile() {
        group.lose(message -> message.to() == 2);
        group.transfer(leader, 2);
        assertRefused(group.propose(leader, "x"));
        assertEquals(2, leader.status().lastIndex());
    }

    @Test
    void itIsGivenUpInTimeAndTheLeaderGoesOn() {
        group.lose(Message.TimeoutNow.class::isInstance);
        long id = group.transfer(leader, 2);
        group.elapse(Host.SETTINGS.electionMaxNanos());
        assertEquals(Optional.empty(), group.answer(leader, id));
        assertRefused(group.propose(leader, "x"));
        group.elapse(10);
        assertRefused(id);

        long next = group.propose(leader, "y");
        group.settle();
        assertCommitted(next);
        assertTrue(leader.leads());
        // A target that catches up too late is not told to run.
        assertFalse(group.sent().contains(ORDER));
    }

    @Test
    void anotherOneIsRefusedWhileItLasts() {
        group.transfer(leader, 2);
        assertRefused(group.transfer(leader, 3));
        assertRefused(group.transfer(leader, 2));
    }

    @Test
    void onlyAnotherVoterMayTakeOver() {
        group.reconfigure(leader, Configuration.of(nodes(1, 2), nodes(3)));
        group.elapse(100);
        assertRefused(group.transfer(leader, 1));
        assertRefused(group.transfer(leader, 3));
        assertRefused(group.transfer(leader, 9));
        long id = group.propose(leader, "x");
        group.settle();
        assertCommitted(id);
    }

    @Test
    void aFollowerNamesTheLeader() {
        Host follower = group.host(3);
        assertEquals(
                Optional.of(new Output.Answer.NotLeader(1, 1)), group.answer(follower, group.transfer(follower, 2)));
    }

    @Test
    void aLearnerDoesNotObey() {
        group.reconfigure(leader, Configuration.of(nodes(1, 2), nodes(3)));
        group.elapse(100);
        Host learner = group.host(3);
        learner.receive(new Message.TimeoutNow(1, 3, 2));
        assertEquals(2, learner.status().term());
        assertEquals(List.of(), group.sent());
    }

    @Test
    void anOrderOfATermThatIsOverIsNotObeyed() {
        Host target = group.host(2);
        target.receive(new Message.Heartbeat(3, 2, 3, 0, 0));
        target.receive(ORDER);
        assertEquals(3, target.status().term());
        assertEquals(3, target.status().leader());
    }

    @Test
    void theTargetsVoteOfItselfIsPersistedLikeAnyOther() {
        Host target = group.host(2);
        target.receive(ORDER);
        assertEquals(List.of(), group.sent());
        target.write();
        assertEquals(3, target.saved().term());
        assertEquals(2, target.saved().vote());
        assertEquals(2, group.sent(Message.VoteRequest.class).size());
    }

    @Test
    void isNotSaidToHaveHappenedWhenNobodyTookOver() {
        Group group = new Group(1, 3);
        Host leader = group.elect(1);
        group.elapse(200);
        group.cutOff(1);
        leader.elapse(10);
        long id = group.transfer(leader, 2);
        for (int i = 0; i < 100; i++) {
            leader.elapse(10);
            group.settle();
        }
        assertFalse(leader.leads());
        assertFalse(group.answer(leader, id).orElseThrow() instanceof Output.Answer.Committed);
    }
}
