package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How entries reach the members, and when they are committed (Ongaro 2014, sections 3.5, 3.6.2, 10.2.1). */
class ReplicationTest {
    /** With it, an entry counts 100 bytes: two of them fill a message, four the window. */
    private static final String PAYLOAD = "a command of thirty-six bytes, no mo";

    private final Group group = new Group(1, 3);

    private static Message.Append append(
            int from, long term, long previousIndex, long previousTerm, List<Entry> entries, long commit) {
        return new Message.Append(from, 1, term, previousIndex, previousTerm, entries, commit);
    }

    private static Message.Accepted accepted(int from, long term, long index) {
        return new Message.Accepted(from, 1, term, index);
    }

    private static void write(Host host) {
        while (!host.writing.isEmpty()) {
            host.write();
        }
    }

    /** The answer of node 1 once its disk has everything. */
    private List<Message> answer(Message message) {
        group.sent();
        group.host(1).receive(message);
        write(group.host(1));
        return group.sent();
    }

    private void propose(Host leader, int count) {
        for (int i = 0; i < count; i++) {
            group.propose(leader, PAYLOAD);
        }
    }

    /** The entries of each message that is on its way to this node; takes everything off the wire. */
    private List<List<String>> appendsTo(int node) {
        return group.sent(Message.Append.class).stream()
                .filter(append -> append.to() == node)
                .map(append -> Group.terms(append.entries()))
                .toList();
    }

    private static List<String> stored(Host host) {
        return Group.terms(host.stored().values());
    }

    // Commitment.

    @Test
    void aProposalIsCommittedByAQuorumAndToldWithTheNextHeartbeat() {
        Host leader = group.elect(1);
        group.transcript.clear();
        long id = group.propose(leader, "x");
        group.settle();
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        group.settle();
        assertEquals("""
                Append[from=1, to=2, term=2, previousIndex=2, previousTerm=2, entries=[3@2], commit=2]
                Append[from=1, to=3, term=2, previousIndex=2, previousTerm=2, entries=[3@2], commit=2]
                Accepted[from=2, to=1, term=2, index=3]
                Accepted[from=3, to=1, term=2, index=3]
                Heartbeat[from=1, to=2, term=2, commit=3, round=0]
                Heartbeat[from=1, to=3, term=2, commit=3, round=0]
                HeartbeatReply[from=2, to=1, term=2, round=0]
                HeartbeatReply[from=3, to=1, term=2, round=0]""", String.join("\n", group.transcript));
        assertEquals(Optional.of(new Output.Answer.Committed(id, 3, 2)), group.answer(leader, id));
        group.all().forEach(host -> assertEquals(3, host.applied));
    }

    @Test
    void aLeaderOpensItsTermWithAnEntryOfNoEffect() {
        Host leader = group.elect(1);
        Entry opening = leader.stored().get(2L);
        assertEquals(Entry.Kind.NOOP, opening.kind());
        assertEquals(2, opening.term());
        assertTrue(leader.status().ready());
    }

    /** Thesis, figure 3.7, and LogCabin 44: another leader may still overwrite what a quorum has of an earlier term. */
    @Test
    void entriesOfEarlierTermsAreNotCommittedByCounting() {
        Host leader = group.host(1);
        answer(append(2, 2, 1, 1, Group.entries(2, 2, 2), 1));
        leader.elapse(Host.SETTINGS.electionMaxNanos());
        leader.receive(new Message.VoteReply(3, 1, 3, true, true));
        write(leader);
        leader.receive(new Message.VoteReply(3, 1, 3, true, false));
        write(leader);
        assertEquals(List.of("1@1", "2@2", "3@3"), stored(leader));

        // Node 3 has neither entry 2 nor 3; what it asks for holds both.
        leader.receive(new Message.Rejected(3, 1, 3, 2, 1, 1));
        assertEquals(List.of(List.of("3@3"), List.of("2@2", "3@3")), appendsTo(3));
        leader.receive(accepted(3, 3, 2));
        assertEquals(2L, leader.status().matches().get(3));
        assertEquals(1, leader.status().commitIndex());
        leader.receive(accepted(3, 3, 3));
        assertEquals(3, leader.status().commitIndex());
    }

    @Test
    void aHeartbeatTellsNoMoreThanTheMemberHasAcknowledged() {
        Host leader = group.elect(1);
        group.lose(message -> message instanceof Message.Append && message.to() == 3);
        group.propose(leader, "x");
        group.settle();
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        assertEquals(
                List.of(new Message.Heartbeat(1, 2, 2, 3, 0), new Message.Heartbeat(1, 3, 2, 2, 0)),
                group.sent(Message.Heartbeat.class));
    }

    /** RATIS-2605: to be alive is not to have the entries. */
    @Test
    void anAnswerToAHeartbeatAcknowledgesNoEntry() {
        Host leader = group.elect(1);
        group.lose(Message.Append.class::isInstance);
        group.propose(leader, "x");
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        group.settle();
        assertTrue(group.transcript.contains("HeartbeatReply[from=2, to=1, term=2, round=0]"));
        assertEquals("{1=3, 2=2, 3=2}", leader.status().matches().toString());
        assertEquals(2, leader.status().commitIndex());
    }

    @Test
    void aStrangersAcknowledgementDoesNotCount() {
        Host leader = group.elect(1);
        group.propose(leader, "x");
        write(leader);
        leader.receive(accepted(4, 2, 3));
        assertEquals(2, leader.status().commitIndex());
    }

    // Requests.

    @Test
    void aFollowerNamesTheLeader() {
        group.elect(1);
        Host follower = group.host(2);
        assertEquals(
                Optional.of(new Output.Answer.NotLeader(1, 1)), group.answer(follower, group.propose(follower, "x")));
    }

    @Test
    void aDeposedLeaderDoesNotKnowWhatBecomesOfItsProposals() {
        Host leader = group.elect(1);
        long id = group.propose(leader, "x");
        leader.receive(new Message.Heartbeat(2, 1, 3, 0, 0));
        assertInstanceOf(Output.Answer.Unknown.class, group.answer(leader, id).orElseThrow());
    }

    // Conflicts.

    @Test
    void aConflictingSuffixIsReplaced() {
        answer(append(2, 2, 1, 1, Group.entries(2, 4, 2), 1));
        assertEquals(List.of(new Message.Accepted(1, 3, 3, 3)), answer(append(3, 3, 2, 2, Group.entries(3, 3, 3), 1)));
        assertEquals(List.of("1@1", "2@2", "3@3"), stored(group.host(1)));
    }

    @Test
    void whatADeposedLeaderHasAloneGivesWayToTheLogOfTheNext() {
        Host old = group.elect(1);
        group.cutOff(1);
        long id = group.propose(old, "lost");
        old.elapse(2 * Host.SETTINGS.electionMaxNanos());
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        Host next = group.elect(2);
        group.propose(next, "kept");
        group.settle();
        group.heal();
        group.elapse(Host.SETTINGS.electionMinNanos());
        assertEquals(stored(next), stored(old));
        assertEquals(List.of("kept"), group.commands());
        assertInstanceOf(Output.Answer.Unknown.class, group.answer(old, id).orElseThrow());
    }

    @Test
    void aLateMessageThatSaysLessTakesNothingAway() {
        answer(append(2, 2, 1, 1, Group.entries(2, 4, 2), 1));
        assertEquals(List.of(new Message.Accepted(1, 2, 2, 2)), answer(append(2, 2, 1, 1, Group.entries(2, 2, 2), 1)));
        assertEquals(List.of("1@1", "2@2", "3@2", "4@2"), stored(group.host(1)));
    }

    @Test
    void aConflictWithWhatIsCommittedIsAViolation() {
        answer(append(2, 2, 1, 1, Group.entries(2, 4, 2), 3));
        assertThrows(RaftViolation.class, () -> answer(append(3, 3, 2, 2, Group.entries(3, 3, 3), 3)));
    }

    @Test
    void aLeaderThatMissesWhatIsCommittedIsAViolation() {
        answer(append(2, 2, 1, 1, Group.entries(2, 4, 2), 3));
        assertThrows(RaftViolation.class, () -> answer(append(3, 4, 3, 3, List.of(), 3)));
    }

    /** What a member has acknowledged and does not have was lost on its disk. */
    @Test
    void aCommitIndexBeyondTheLogIsAViolation() {
        answer(append(2, 2, 1, 1, Group.entries(2, 4, 2), 1));
        assertThrows(RaftViolation.class, () -> answer(new Message.Heartbeat(2, 1, 2, 5, 0)));
    }

    @Test
    void aRejectionNamesTheLastEntryThatMayAgree() {
        answer(append(2, 2, 1, 1, Group.entries(2, 4, 2), 1));
        // The log is shorter than the leader's.
        assertEquals(List.of(new Message.Rejected(1, 3, 3, 9, 4, 2)), answer(append(3, 3, 9, 3, List.of(), 1)));
        // Everything of a term above that of the leader's entry is passed over at once.
        answer(append(2, 5, 4, 2, Group.entries(5, 8, 5), 1));
        assertEquals(List.of(new Message.Rejected(1, 3, 6, 7, 4, 2)), answer(append(3, 6, 7, 4, List.of(), 1)));
    }

    @Test
    void aDivergingTermIsPassedOverAtOnce() {
        Host old = group.elect(1);
        group.cutOff(1);
        propose(old, 20);
        old.elapse(2 * Host.SETTINGS.electionMaxNanos());
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        Host next = group.elect(2);
        propose(next, 20);
        group.settle();
        group.transcript.clear();
        group.heal();
        group.elapse(Host.SETTINGS.electionMinNanos());
        assertEquals(stored(next), stored(old));
        assertTrue(group.transcript.stream()
                        .filter(line -> line.startsWith("Rejected"))
                        .count()
                <= 2);
    }

    // Flow.

    @Test
    void aNewLeaderProbesWithOneMessageAndSendsOnWhenItIsAccepted() {
        group.lose(Message.Append.class::isInstance);
        Host leader = group.elect(1);
        group.heal();
        propose(leader, 4);
        assertEquals(List.of(), appendsTo(2));

        // The probe is repeated with each heartbeat, as much as fits into a message.
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        assertEquals(List.of(List.of("2@2", "3@2")), appendsTo(2));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        assertEquals(List.of(List.of("2@2", "3@2")), appendsTo(2));

        leader.receive(accepted(2, 2, 3));
        assertEquals(List.of(List.of("4@2", "5@2"), List.of("6@2")), appendsTo(2));
        group.propose(leader, PAYLOAD);
        assertEquals(List.of(List.of("7@2")), appendsTo(2));
    }

    @Test
    void onlyAWindowIsSentAheadOfTheAcknowledgements() {
        Host leader = group.elect(1);
        propose(leader, 8);
        assertEquals(List.of(List.of("3@2"), List.of("4@2"), List.of("5@2"), List.of("6@2")), appendsTo(2));
        leader.receive(accepted(2, 2, 3));
        assertEquals(List.of(List.of("7@2", "8@2")), appendsTo(2));
        leader.receive(accepted(2, 2, 4));
        assertEquals(List.of(), appendsTo(2));
        leader.receive(accepted(2, 2, 5));
        assertEquals(List.of(List.of("9@2", "10@2")), appendsTo(2));
    }

    @Test
    void anEntryThatIsLargerThanAMessageIsSentAlone() {
        Host leader = group.elect(1);
        String large = "x".repeat((int) (2 * Host.SETTINGS.windowBytes()));
        group.propose(leader, large);
        group.propose(leader, "y");
        assertEquals(List.of(List.of("3@2")), appendsTo(2));
        leader.receive(accepted(2, 2, 3));
        assertEquals(List.of(List.of("4@2")), appendsTo(2));
    }

    @Test
    void whatWasLostIsSentAgain() {
        Host leader = group.elect(1);
        group.lose(message -> message instanceof Message.Append && message.to() == 2);
        propose(leader, 3);
        group.settle();
        group.heal();
        assertEquals(2, group.host(2).status().lastIndex());
        // As long as an answer may still come, nothing is repeated.
        group.elapse(Host.SETTINGS.electionMinNanos());
        assertEquals(2, group.host(2).status().lastIndex());
        group.elapse(2 * Host.SETTINGS.heartbeatNanos());
        assertEquals(5, group.host(2).status().lastIndex());
    }

    /** Each read request brings the next heartbeat forward. */
    @Test
    void whatWasLostIsSentAgainThoughReadsAreAskedForAllTheTime() {
        Host leader = group.elect(1);
        group.lose(message -> message instanceof Message.Append && message.to() == 2);
        propose(leader, 3);
        group.settle();
        group.heal();
        for (long passed = 0; passed < 2 * Host.SETTINGS.electionMinNanos(); passed += 10) {
            group.read(leader);
            group.elapse(10);
        }
        assertEquals(5, group.host(2).status().lastIndex());
    }

    @Test
    void aLostAcknowledgementIsGivenAgain() {
        Host leader = group.elect(1);
        group.lose(Message.Accepted.class::isInstance);
        group.propose(leader, "x");
        group.settle();
        group.heal();
        assertEquals(2, leader.status().commitIndex());
        group.elapse(2 * Host.SETTINGS.electionMinNanos());
        assertEquals(3, leader.status().commitIndex());
    }

    @Test
    void aBrokenLinkIsProbedWithTheNextHeartbeat() {
        Host leader = group.elect(1);
        propose(leader, 2);
        group.sent();
        leader.take(new Input.Unreachable(2));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        assertEquals(List.of(List.of("3@2", "4@2")), appendsTo(2));
    }

    /** The cache holds three of these entries. */
    @Test
    void aLaggingMemberGetsItsEntriesFromTheDisk() {
        group.cutOff(3);
        Host leader = group.elect(1);
        for (int i = 0; i < 9; i++) {
            group.propose(leader, PAYLOAD);
            group.settle();
        }
        group.heal();
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        group.arrive();
        group.arrive();
        assertEquals(
                List.of(3), leader.reading.stream().map(Output.Fetch::reader).toList());
        assertEquals(2, leader.reading.element().from());

        group.settle();
        group.elapse(2 * Host.SETTINGS.heartbeatNanos());
        assertEquals(leader.applied, group.host(3).applied);
        assertEquals(stored(leader), stored(group.host(3)));
        assertTrue(leader.reading.isEmpty());
    }

    @Test
    void whatWasFetchedAndReleasedMeanwhileIsNotSent() {
        Group group = new Group(1, 3);
        group.cutOff(3);
        Host leader = group.elect(1);
        for (int i = 0; i < 20; i++) {
            group.propose(leader, "x" + i);
            group.settle();
        }
        group.heal();
        for (int i = 0; i < 20 && leader.reading.isEmpty(); i++) {
            leader.elapse(10);
            group.sent().forEach(group::deliver);
            group.all().stream().filter(host -> host != leader).forEach(Host::write);
        }
        Output.Fetch fetch = leader.reading.remove();
        List<Entry> read = List.copyOf(leader.stored()
                .subMap(fetch.from(), true, fetch.from() + 1, true)
                .values());
        leader.appliedDurably = leader.applied;
        leader.flush();
        leader.take(new Input.Fetched(fetch, read));
        group.elapse(1_000);
        assertEquals(leader.applied, group.host(3).applied, "it got a snapshot instead");
    }
}
