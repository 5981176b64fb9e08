package io.quorate.raft;

import static io.quorate.raft.Group.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Changes of who takes part (Ongaro 2014, chapter 4): joint consensus, learners, and members that go. */
class MembershipTest {
    private static final Configuration FOUNDERS = voters(nodes(1, 2, 3));
    private static final Configuration WITH_LEARNERS = Configuration.of(nodes(1, 2, 3), nodes(4, 5));

    private final Group group = new Group(1, 3);

    private static Configuration voters(SortedSet<Integer> voters) {
        return Configuration.of(voters, nodes());
    }

    private static Message.Accepted accepted(int from, int to, long term, long index) {
        return new Message.Accepted(from, to, term, index);
    }

    private static Message.VoteReply granted(int from, int to, long term, boolean pre) {
        return new Message.VoteReply(from, to, term, true, pre);
    }

    private static void write(Host host) {
        while (!host.writing.isEmpty()) {
            host.write();
        }
    }

    private static Configuration inForce(Host host) {
        return host.status().configuration().orElseThrow();
    }

    private void assertRefused(Host host, long id) {
        assertInstanceOf(Output.Answer.Refused.class, group.answer(host, id).orElseThrow());
    }

    private Host change(Configuration target) {
        Host leader = group.leader().orElseThrow();
        long id = group.reconfigure(leader, target);
        group.elapse(2 * Host.SETTINGS.heartbeatNanos());
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
        return leader;
    }

    /** Gives the member these configurations as entries from 2 on, by leader 1 of term 2, and lets it apply up to an entry. */
    private static void give(Host host, long commit, Configuration... configurations) {
        for (int i = 0; i < configurations.length; i++) {
            Entry entry = Entry.configuration(2 + i, 2, configurations[i]);
            host.receive(new Message.Append(1, host.id, 2, 1 + i, i == 0 ? 1 : 2, List.of(entry), 1));
        }
        host.receive(new Message.Heartbeat(1, host.id, 2, commit, 0));
        write(host);
    }

    // Both majorities.

    @Test
    void aChangeGoesThroughBothHalves() {
        group.add(4).start();
        Host leader = group.elect(1);
        Configuration target = voters(nodes(1, 2, 4));
        long id = group.reconfigure(leader, target);
        assertEquals(FOUNDERS.towards(target), inForce(leader));
        group.elapse(100);

        assertEquals(FOUNDERS.towards(target), leader.stored().get(3L).toConfiguration());
        assertEquals(target, leader.stored().get(4L).toConfiguration());
        assertEquals(4, leader.stored().lastKey());
        assertEquals(Optional.of(new Output.Answer.Committed(id, 4, 2)), group.answer(leader, id));
        // The new member came with nothing.
        assertEquals(leader.stored().keySet(), group.host(4).stored().keySet());
        assertEquals(target, inForce(group.host(4)));
    }

    @Test
    void bothMajoritiesMustAcknowledge() {
        Host leader = group.elect(1);
        group.reconfigure(leader, voters(nodes(1, 4, 5)));
        write(leader);
        // Of the old voters 1 and 2 have it, of the new ones 1 alone.
        leader.receive(accepted(2, 1, 2, 3));
        leader.receive(accepted(3, 1, 2, 3));
        assertEquals(2, leader.status().commitIndex());
        leader.receive(accepted(4, 1, 2, 3));
        assertEquals(3, leader.status().commitIndex());
    }

    @Test
    void theNewMajorityAloneIsNotEnough() {
        Host leader = group.elect(1);
        group.reconfigure(leader, voters(nodes(1, 4, 5)));
        write(leader);
        leader.receive(accepted(4, 1, 2, 3));
        leader.receive(accepted(5, 1, 2, 3));
        assertEquals(2, leader.status().commitIndex());
    }

    @Test
    void bothMajoritiesMustElect() {
        Host candidate = group.host(3);
        give(candidate, 1, FOUNDERS.towards(voters(nodes(3, 4, 5))));
        candidate.elapse(2 * Host.SETTINGS.electionMaxNanos());
        candidate.receive(granted(1, 3, 3, true));
        candidate.receive(granted(2, 3, 3, true));
        assertEquals(2, candidate.status().term());
        candidate.receive(granted(4, 3, 3, true));
        write(candidate);
        assertEquals(3, candidate.status().term());

        candidate.receive(granted(4, 3, 3, false));
        candidate.receive(granted(5, 3, 3, false));
        assertFalse(candidate.leads());
        candidate.receive(granted(1, 3, 3, false));
        assertTrue(candidate.leads());
    }

    @Test
    void bothMajoritiesMustConfirmReads() {
        Host leader = group.elect(1);
        group.reconfigure(leader, voters(nodes(1, 4, 5)));
        long id = group.read(leader);
        leader.receive(new Message.HeartbeatReply(2, 1, 2, 1));
        leader.receive(new Message.HeartbeatReply(3, 1, 2, 1));
        assertEquals(Optional.empty(), group.answer(leader, id));
        leader.receive(new Message.HeartbeatReply(4, 1, 2, 1));
        assertEquals(Optional.of(new Output.Answer.Confirmed(id, 2, true)), group.answer(leader, id));
    }

    @Test
    void bothMajoritiesMustBeHeard() {
        Host leader = group.elect(1);
        // Nodes 4 and 5 do not exist.
        group.reconfigure(leader, voters(nodes(1, 4, 5)));
        group.elapse(Host.SETTINGS.electionMaxNanos());
        assertTrue(leader.leads());
        group.elapse(20);
        assertFalse(leader.leads());
    }

    // From when on.

    @Test
    void aConfigurationTakesEffectWhenItIsAppended() {
        Configuration joint = FOUNDERS.towards(voters(nodes(3, 4, 5)));
        Host follower = group.host(3);
        follower.receive(new Message.Append(1, 3, 2, 1, 1, List.of(Entry.configuration(2, 2, joint)), 1));
        // Neither persisted nor committed.
        assertEquals(1, follower.writing.size());
        assertEquals(joint, inForce(follower));
        assertEquals(List.of(1, 2, 4, 5), follower.raft.orElseThrow().others());
    }

    /** etcd 7280: it goes with its entry. */
    @Test
    void aConfigurationIsTakenBackWhenItsEntryIs() {
        Host follower = group.host(3);
        give(follower, 1, FOUNDERS.towards(voters(nodes(3, 4, 5))));
        follower.receive(new Message.Append(2, 3, 3, 1, 1, Group.entries(2, 2, 3), 1));
        assertEquals(FOUNDERS, inForce(follower));

        write(follower);
        follower.crash();
        follower.start();
        assertEquals(FOUNDERS, inForce(follower));
    }

    @Test
    void aConfigurationIsInForceAgainAfterACrash() {
        Configuration joint = FOUNDERS.towards(voters(nodes(3, 4, 5)));
        Host follower = group.host(3);
        give(follower, 1, joint);
        follower.crash();
        follower.start();
        assertEquals(joint, inForce(follower));
    }

    @Test
    void onlyOneChangeIsUnderWayAtATime() {
        Host leader = group.elect(1);
        Configuration target = voters(nodes(1, 2));
        group.reconfigure(leader, target);
        assertRefused(leader, group.reconfigure(leader, FOUNDERS));
        write(leader);
        leader.receive(accepted(2, 1, 2, 3));
        // The first half is committed, the second is not.
        assertEquals(target, inForce(leader));
        assertRefused(leader, group.reconfigure(leader, FOUNDERS));
        write(leader);
        leader.receive(accepted(2, 1, 2, 4));
        group.reconfigure(leader, FOUNDERS);
        assertEquals(target.towards(FOUNDERS), inForce(leader));
    }

    /** Raft-dev 2015, "bug in single-server membership changes": before that, an earlier change may still be under way. */
    @Test
    void noChangeBeginsBeforeTheFirstEntryOfTheTermIsCommitted() {
        group.lose(Message.Append.class::isInstance);
        Host leader = group.elect(1);
        assertRefused(leader, group.reconfigure(leader, voters(nodes(1, 2))));
        assertEquals(FOUNDERS, inForce(leader));
    }

    @Test
    void aChangeToWhatIsThereAlreadyIsDoneAtOnce() {
        Host leader = group.elect(1);
        long id = group.reconfigure(leader, FOUNDERS);
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
        assertEquals(2, leader.status().lastIndex());
    }

    @Test
    void theNextLeaderEndsAChange() {
        Host before = group.elect(1);
        Configuration target = voters(nodes(2, 3));
        long id = group.reconfigure(before, target);
        group.arrive();
        write(group.host(2));
        write(group.host(3));
        group.cutOff(1);
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        Host next = group.elect(2);
        assertEquals(target, inForce(next));
        assertTrue(next.status().ready());

        group.heal();
        group.elapse(Host.SETTINGS.heartbeatNanos());
        assertInstanceOf(Output.Answer.Unknown.class, group.answer(before, id).orElseThrow());
    }

    // Learners.

    // Two of them, which with the leader would be more than half of all.

    /** Nodes 4 and 5 are learners; they have everything up to entry 3. */
    private Host leaderWithLearners() {
        group.add(4).start();
        group.add(5).start();
        group.elect(1);
        return change(WITH_LEARNERS);
    }

    /** MicroRaft c768342. */
    @Test
    void learnersDoNotAcknowledgeForTheQuorum() {
        Host leader = leaderWithLearners();
        group.propose(leader, "x");
        write(leader);
        leader.receive(accepted(4, 1, 2, 4));
        leader.receive(accepted(5, 1, 2, 4));
        assertEquals("{1=4, 2=3, 3=3, 4=4, 5=4}", leader.status().matches().toString());
        assertEquals(3, leader.status().commitIndex());
        leader.receive(accepted(2, 1, 2, 4));
        assertEquals(4, leader.status().commitIndex());
    }

    @Test
    void learnersDoNotElect() {
        Host candidate = group.host(3);
        give(candidate, 2, WITH_LEARNERS);
        candidate.elapse(2 * Host.SETTINGS.electionMaxNanos());
        assertTrue(group.sent(Message.VoteRequest.class).stream().allMatch(request -> request.to() < 4));
        candidate.receive(granted(4, 3, 3, true));
        candidate.receive(granted(5, 3, 3, true));
        assertEquals(2, candidate.status().term());
        candidate.receive(granted(1, 3, 3, true));
        assertEquals(3, candidate.status().term());
    }

    @Test
    void learnersDoNotConfirmReads() {
        Host leader = leaderWithLearners();
        long id = group.read(leader);
        leader.receive(new Message.HeartbeatReply(4, 1, 2, 1));
        leader.receive(new Message.HeartbeatReply(5, 1, 2, 1));
        assertEquals(Optional.empty(), group.answer(leader, id));
    }

    @Test
    void learnersDoNotKeepALeader() {
        Host leader = leaderWithLearners();
        group.cutOff(2);
        group.cutOff(3);
        group.elapse(Host.SETTINGS.electionMaxNanos() + 20);
        assertFalse(leader.leads());
    }

    @Test
    void aLearnerNeverRuns() {
        Host learner = group.host(3);
        give(learner, 2, Configuration.of(nodes(1, 2), nodes(3)));
        learner.elapse(5_000);
        assertEquals(List.of(), group.sent(Message.VoteRequest.class));
    }

    @Test
    void aNodeOfNoGroupNeverRuns() {
        Host stranger = group.add(4);
        stranger.start();
        stranger.elapse(5_000);
        assertEquals(List.of(), group.sent());
    }

    @Test
    void aChangeOfLearnersAloneTakesOneEntry() {
        group.add(4).start();
        group.elect(1);
        Configuration target = Configuration.of(nodes(1, 2, 3), nodes(4));
        Host leader = change(target);
        assertEquals(target, leader.stored().get(3L).toConfiguration());
        assertEquals(3, leader.stored().lastKey());
        assertEquals(leader.applied, group.host(4).applied);
    }

    // Members that go.

    @Test
    void aRemovedLeaderLeadsUntilItsRemovalIsCommittedAndHandsOver() {
        Host leader = group.elect(1);
        group.reconfigure(leader, voters(nodes(2, 3)));
        write(leader);
        leader.receive(accepted(2, 1, 2, 3));
        leader.receive(accepted(3, 1, 2, 3));
        assertEquals(voters(nodes(2, 3)), inForce(leader));
        write(leader);
        // Its own copy does not count any more.
        leader.receive(accepted(3, 1, 2, 4));
        assertTrue(leader.leads());
        group.sent();

        leader.receive(accepted(2, 1, 2, 4));
        assertEquals(4, leader.status().commitIndex());
        assertFalse(leader.leads());
        assertEquals(1, group.sent(Message.TimeoutNow.class).size());
        leader.elapse(5_000);
        assertEquals(List.of(), group.sent());
    }

    @Test
    void theOthersGoOnWithoutARemovedLeader() {
        Host removed = group.elect(1);
        change(voters(nodes(2, 3)));
        Host leader = group.lead();
        assertEquals(3, leader.status().term());
        long id = group.propose(leader, "x");
        group.elapse(100);
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
        assertFalse(removed.leads());
    }

    @Test
    void aLeaderThatBecomesALearnerMakesRoom() {
        Host before = group.elect(1);
        change(Configuration.of(nodes(2, 3), nodes(1)));
        Host leader = group.lead();
        group.propose(leader, "x");
        group.elapse(100);
        assertFalse(before.leads());
        assertEquals(leader.applied, before.applied);
    }

    /** Thesis, section 4.2.2: its log may be needed to commit its own removal. */
    @Test
    void aMemberWhoseRemovalIsNotCommittedMayLeadAndDoesNotCountItself() {
        Host going = group.host(3);
        Configuration target = voters(nodes(1, 2));
        give(going, 2, FOUNDERS.towards(target), target);
        assertEquals(2, going.status().commitIndex());
        going.elapse(2 * Host.SETTINGS.electionMaxNanos());
        going.receive(granted(1, 3, 3, true));
        assertEquals(2, going.status().term());
        going.receive(granted(2, 3, 3, true));
        write(going);
        going.receive(granted(1, 3, 3, false));
        assertFalse(going.leads());
        going.receive(granted(2, 3, 3, false));
        assertTrue(going.leads());

        going.receive(accepted(1, 3, 3, 4));
        write(going);
        assertTrue(going.leads());
        going.receive(accepted(2, 3, 3, 4));
        assertEquals(4, going.status().commitIndex());
        assertFalse(going.leads());
    }

    @Test
    void aMemberWhoseRemovalIsCommittedNeverRuns() {
        Host gone = group.host(3);
        Configuration target = voters(nodes(1, 2));
        give(gone, 3, FOUNDERS.towards(target), target);
        group.sent();
        gone.elapse(5_000);
        assertEquals(List.of(), group.sent());
    }

    /** Thesis, section 4.2.3: it was not told that it is removed, and asks for votes. */
    @Test
    void aRemovedMemberDisturbsNobody() {
        group.elect(1);
        Host leader = change(voters(nodes(1, 2)));
        assertTrue(inForce(group.host(3)).isJoint());
        group.transcript.clear();
        group.elapse(5_000);
        assertTrue(group.transcript.stream().anyMatch(line -> line.startsWith("VoteRequest[from=3")));
        assertTrue(leader.leads());
        group.all().forEach(host -> assertEquals(2, host.status().term()));
    }

    @Test
    void aChangeWithTooManyMembersInBetweenIsRefused() {
        Group group = new Group(1, 33);
        Host leader = group.elect(1);
        group.elapse(200);
        TreeSet<Integer> voters =
                new TreeSet<>(leader.status().configuration().orElseThrow().voters());
        voters.remove(33);
        voters.add(34);
        long id = group.reconfigure(leader, Configuration.of(voters, Group.nodes()));
        assertInstanceOf(Output.Answer.Refused.class, group.answer(leader, id).orElseThrow());
    }
}
