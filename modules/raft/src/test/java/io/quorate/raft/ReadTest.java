package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Linearizable reads (Ongaro 2014, section 6.4): a quorum must say after the request that the leader still leads. */
class ReadTest {
    private final Group group = new Group(1, 3);

    private static Message.HeartbeatReply reply(int from, long term, long round) {
        return new Message.HeartbeatReply(from, 1, term, round);
    }

    private void assertUnanswered(Host host, long id) {
        assertEquals(Optional.empty(), group.answer(host, id));
    }

    private void assertConfirmed(Host host, long id, long index) {
        assertEquals(Optional.of(new Output.Answer.Confirmed(id, index, host.leads())), group.answer(host, id));
    }

    private void assertRefused(Host host, long id) {
        assertInstanceOf(Output.Answer.Refused.class, group.answer(host, id).orElseThrow());
    }

    /** One that leads and whose first entry is not committed yet. */
    private Host beginner() {
        group.lose(Message.Append.class::isInstance);
        Host leader = group.elect(1);
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        group.settle();
        assertEquals(1, leader.status().commitIndex());
        return leader;
    }

    // On the leader.

    @Test
    void aReadIsConfirmedByARoundThatBeganAfterIt() {
        Host leader = group.elect(1);
        long id = group.read(leader);
        assertEquals(List.of(new Message.Heartbeat(1, 2, 2, 2, 1), new Message.Heartbeat(1, 3, 2, 2, 1)), group.sent());
        assertUnanswered(leader, id);
        leader.receive(reply(2, 2, 1));
        assertConfirmed(leader, id, 2);
    }

    @Test
    void anEarlierRoundConfirmsNothing() {
        Host leader = group.elect(1);
        long first = group.read(leader);
        long second = group.read(leader);
        group.sent();
        leader.receive(reply(2, 2, 0));
        leader.receive(reply(3, 2, 0));
        assertUnanswered(leader, first);

        leader.receive(reply(2, 2, 1));
        leader.receive(reply(3, 2, 1));
        assertConfirmed(leader, first, 2);
        assertUnanswered(leader, second);

        leader.receive(reply(3, 2, 2));
        assertConfirmed(leader, second, 2);
    }

    @Test
    void aLaterRoundConfirmsWhatCameBefore() {
        Host leader = group.elect(1);
        long first = group.read(leader);
        long second = group.read(leader);
        group.sent();
        leader.receive(reply(2, 2, 2));
        assertConfirmed(leader, first, 2);
        assertConfirmed(leader, second, 2);
    }

    @Test
    void oneAnswerTwiceIsNotAQuorum() {
        Group five = new Group(1, 5);
        Host leader = five.elect(1);
        long id = five.read(leader);
        leader.receive(reply(2, 2, 1));
        leader.receive(reply(2, 2, 1));
        assertEquals(Optional.empty(), five.answer(leader, id));
        leader.receive(reply(3, 2, 1));
        assertEquals(Optional.of(new Output.Answer.Confirmed(id, 2, true)), five.answer(leader, id));
    }

    @Test
    void aReadSeesWhatWasCommittedBeforeIt() {
        Host leader = group.elect(1);
        group.propose(leader, "x");
        group.settle();
        long id = group.read(leader);
        group.settle();
        assertConfirmed(leader, id, 3);
    }

    @Test
    void theOnlyMemberConfirmsAtOnce() {
        Group alone = new Group(1, 1);
        Host leader = alone.elect(1);
        long id = alone.read(leader);
        assertEquals(Optional.of(new Output.Answer.Confirmed(id, 2, true)), alone.answer(leader, id));
    }

    /** Until then the leader does not know what is committed. */
    @Test
    void readsAreRefusedBeforeTheFirstEntryOfTheTermIsCommitted() {
        Host leader = beginner();
        assertRefused(leader, group.read(leader));
    }

    /** etcd 9f83a29b3: what waits when the leadership is lost must be told. */
    @Test
    void readsAreRefusedWhenAnotherTermBegins() {
        Host leader = group.elect(1);
        long id = group.read(leader);
        leader.receive(reply(2, 9, 0));
        assertRefused(leader, id);
    }

    @Test
    void readsAreRefusedWhenTheQuorumIsLost() {
        Host leader = group.elect(1);
        group.cutOff(1);
        long id = group.read(leader);
        leader.elapse(2 * Host.SETTINGS.electionMaxNanos());
        assertFalse(leader.leads());
        assertRefused(leader, id);
    }

    @Test
    void aLeaderThatDoesNotKnowOfItsSuccessorConfirmsNothing() {
        Host old = group.elect(1);
        group.cutOff(1);
        // Time stands still for the old leader, which therefore believes to lead all along.
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        group.elect(2);
        group.propose(group.host(2), "x");
        group.settle();
        assertEquals(List.of("x"), group.commands());

        long id = group.read(old);
        group.settle();
        assertUnanswered(old, id);
        group.heal();
        old.elapse(Host.SETTINGS.heartbeatNanos());
        group.settle();
        assertRefused(old, id);
    }

    @Test
    void readsThatWaitAreBounded() {
        Host leader = group.elect(1);
        for (int i = 0; i < Host.SETTINGS.maxReads(); i++) {
            assertUnanswered(leader, group.read(leader));
        }
        assertRefused(leader, group.read(leader));
    }

    // On a follower.

    @Test
    void aFollowerAsksTheLeader() {
        group.elect(1);
        group.transcript.clear();
        long id = group.read(group.host(3));
        group.settle();
        assertEquals("""
                ReadRequest[from=3, to=1, term=2, id=1]
                Heartbeat[from=1, to=2, term=2, commit=2, round=1]
                Heartbeat[from=1, to=3, term=2, commit=2, round=1]
                HeartbeatReply[from=2, to=1, term=2, round=1]
                HeartbeatReply[from=3, to=1, term=2, round=1]
                ReadReply[from=1, to=3, term=2, id=1, index=2]""", String.join("\n", group.transcript));
        assertConfirmed(group.host(3), id, 2);
    }

    @Test
    void aFollowerIsRefusedByALeaderThatHasOnlyBegun() {
        beginner();
        long id = group.read(group.host(3));
        group.settle();
        assertRefused(group.host(3), id);
    }

    @Test
    void aFollowerIsRefusedByALeaderThatLeadsNoMore() {
        Host leader = group.elect(1);
        leader.receive(new Message.ReadRequest(3, 1, 2, 77));
        group.sent();
        leader.receive(reply(2, 9, 0));
        assertEquals(List.of(new Message.ReadReply(1, 3, 9, 77, 0)), group.sent());
    }

    @Test
    void whoKnowsNoLeaderSaysSo() {
        Host follower = group.host(3);
        assertEquals(Optional.of(new Output.Answer.NotLeader(1, 0)), group.answer(follower, group.read(follower)));
        follower.elapse(Host.SETTINGS.electionMaxNanos());
        assertFalse(group.sent(Message.VoteRequest.class).isEmpty());
        assertEquals(Optional.of(new Output.Answer.NotLeader(2, 0)), group.answer(follower, group.read(follower)));
    }

    @Test
    void aFollowerGivesUpWhenTheLeaderDoesNotAnswer() {
        group.elect(1);
        Host follower = group.host(3);
        group.lose(Message.ReadRequest.class::isInstance);
        long id = group.read(follower);
        group.elapse(Host.SETTINGS.electionMaxNanos());
        assertUnanswered(follower, id);
        group.elapse(10);
        assertRefused(follower, id);
        // Too late: it is not answered twice.
        follower.receive(new Message.ReadReply(1, 3, 2, id, 2));
        assertRefused(follower, id);
    }

    @Test
    void aFollowerGivesUpWhenTheLeaderChanges() {
        group.elect(1);
        Host follower = group.host(3);
        long id = group.read(follower);
        follower.receive(new Message.Heartbeat(2, 3, 3, 0, 0));
        assertRefused(follower, id);
    }

    @Test
    void readsThatAFollowerWaitsForAreBounded() {
        group.elect(1);
        Host follower = group.host(3);
        for (int i = 0; i < Host.SETTINGS.maxReads(); i++) {
            assertUnanswered(follower, group.read(follower));
        }
        assertRefused(follower, group.read(follower));
    }
}
