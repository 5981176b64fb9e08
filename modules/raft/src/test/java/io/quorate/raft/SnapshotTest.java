package io.quorate.raft;

import static io.quorate.raft.Group.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Logs that let go of their beginning, and members that need the state in its place (Ongaro 2014, chapter 5). */
class SnapshotTest {
    private static final Configuration FOUNDERS = Configuration.of(nodes(1, 2, 3), nodes());
    private static final Configuration WITH_LEARNER = Configuration.of(nodes(1, 2, 3), nodes(4));

    private final Group group = new Group(1, 3);

    /** To node 3, of leader 1 in term 2. */
    private static Message.Snapshot snapshot(long index, long entryTerm) {
        return new Message.Snapshot(1, 3, 2, index, entryTerm, FOUNDERS);
    }

    private static Message.Append append(long previousIndex, long previousTerm, List<Entry> entries, long commit) {
        return new Message.Append(1, 3, 2, previousIndex, previousTerm, entries, commit);
    }

    private static Message.Accepted accepted(long index) {
        return new Message.Accepted(3, 1, 2, index);
    }

    private static void finish(Host host) {
        while (!host.writing.isEmpty() || !host.reading.isEmpty()) {
            host.write();
            host.read();
        }
    }

    private static List<String> stored(Host host) {
        return Group.terms(host.stored().values());
    }

    private void propose(Host leader, int count) {
        for (int i = 0; i < count; i++) {
            group.propose(leader, "x");
            group.settle();
        }
    }

    /** Its log has let go of entries 1 to 5 of 10, and node 3 has got this many of them before it was cut off. */
    private Host leaderAhead(int known) {
        Host leader = group.elect(1);
        propose(leader, known - 2);
        group.cutOff(3);
        propose(leader, 10 - known);
        leader.flush();
        assertEquals(6, leader.status().firstIndex());
        assertEquals(10, leader.status().lastIndex());
        group.heal();
        return leader;
    }

    private List<Message> sentTo3(Class<? extends Message> kind) {
        return group.sent().stream()
                .filter(message -> message.to() == 3 && kind.isInstance(message))
                .toList();
    }

    /** Node 3, whose state is a snapshot that ends with entry 10 of term 2 and whose log is empty. */
    private Host installed() {
        Host member = group.host(3);
        member.receive(snapshot(10, 2));
        member.install();
        finish(member);
        group.sent();
        return member;
    }

    // The leader.

    @Test
    void aMemberBehindTheFirstEntryGetsASnapshotAndThenTheEntriesBehindIt() {
        Host leader = leaderAhead(4);
        group.elapse(2 * Host.SETTINGS.electionMinNanos());
        group.propose(leader, "y");
        group.elapse(2 * Host.SETTINGS.heartbeatNanos());
        assertTrue(group.transcript.contains(snapshot(10, 2).toString()));
        assertEquals(List.of("11@2"), stored(group.host(3)));
        assertEquals(11, group.host(3).applied);
        assertEquals(11L, leader.status().matches().get(3));
    }

    @Test
    void aMemberThatTheLogReachesBackToGetsItsEntries() {
        leaderAhead(5);
        group.elapse(3 * Host.SETTINGS.electionMinNanos());
        assertTrue(group.transcript.stream().noneMatch(line -> line.startsWith("Snapshot")));
        assertEquals(10, group.host(3).applied);
    }

    @Test
    void noEntriesAreSentWhileASnapshotIsUnderWay() {
        group.reportsSnapshots = false;
        Host leader = leaderAhead(4);
        leader.take(new Input.Unreachable(3));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        assertEquals(List.of(snapshot(10, 2)), sentTo3(Message.Snapshot.class));

        group.propose(leader, "y");
        leader.elapse(4 * Host.SETTINGS.heartbeatNanos());
        assertEquals(
                List.of(Message.Heartbeat.class),
                sentTo3(Message.class).stream().map(Object::getClass).distinct().toList());

        leader.take(new Input.SnapshotSent(3, 10));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        Message.Append next = (Message.Append) sentTo3(Message.Append.class).get(0);
        assertEquals(10, next.previousIndex());
        assertEquals(List.of("11@2"), Group.terms(next.entries()));
    }

    /** Otherwise its acknowledgement would be one of what was never sent. */
    @Test
    void aSnapshotCountsAsSentUpToItsLastEntry() {
        group.reportsSnapshots = false;
        Host leader = leaderAhead(5);
        group.reconfigure(leader, WITH_LEARNER);
        // Node 4 has nothing, and until it says so all that is sent to it is entry 11.
        propose(leader, 2);
        leader.flush();
        leader.receive(new Message.Rejected(4, 1, 2, 10, 0, 0));
        leader.receive(new Message.Rejected(4, 1, 2, 9, 0, 0));
        assertEquals(List.of(new Message.Snapshot(1, 4, 2, 13, 2, WITH_LEARNER)), group.sent(Message.Snapshot.class));
        leader.take(new Input.SnapshotSent(4, 13));
        leader.receive(new Message.Accepted(4, 1, 2, 13));
        assertEquals(13L, leader.status().matches().get(4));
    }

    @Test
    void anAttemptThatFailedIsRepeated() {
        group.reportsSnapshots = false;
        Host leader = leaderAhead(4);
        leader.take(new Input.Unreachable(3));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        assertEquals(List.of(snapshot(10, 2)), sentTo3(Message.Snapshot.class));
        leader.take(new Input.SnapshotSent(3, 0));
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        assertEquals(List.of(snapshot(10, 2)), sentTo3(Message.Snapshot.class));
    }

    @Test
    void aSnapshotThatWasLostIsSentAgain() {
        leaderAhead(4);
        group.lose(Message.Snapshot.class::isInstance);
        group.elapse(2 * Host.SETTINGS.electionMinNanos());
        assertEquals(4, group.host(3).status().lastIndex());
        group.heal();
        group.elapse(2 * Host.SETTINGS.electionMinNanos());
        assertEquals(10, group.host(3).applied);
    }

    @Test
    void aNewMemberLearnsByItWhoTakesPart() {
        Host leader = leaderAhead(5);
        group.add(4).start();
        group.reconfigure(leader, WITH_LEARNER);
        group.settle();
        leader.flush();
        group.elapse(2 * Host.SETTINGS.electionMinNanos());
        assertEquals(Optional.of(WITH_LEARNER), group.host(4).status().configuration());
        assertEquals(11, group.host(4).applied);
    }

    @Test
    void onlyWhatIsAppliedIsReleased() {
        Host leader = group.elect(1);
        group.propose(leader, "x");
        leader.take(new Input.Released(3));
        assertEquals(2, leader.applied);
        assertEquals(3, leader.status().firstIndex());
    }

    @Test
    void aMemberGoesOnAfterACrashWhereItsLogBegins() {
        Host leader = leaderAhead(5);
        leader.crash();
        leader.start();
        assertEquals(6, leader.status().firstIndex());
        assertEquals(10, leader.status().lastIndex());
        assertEquals(Optional.of(FOUNDERS), leader.status().configuration());
        group.propose(group.lead(), "y");
        group.elapse(2 * Host.SETTINGS.electionMinNanos());
        group.all().forEach(host -> assertEquals(12, host.applied));
    }

    // The member.

    @Test
    void aSnapshotIsAcknowledgedOnceItIsInstalled() {
        Host member = group.host(3);
        member.receive(snapshot(10, 2));
        finish(member);
        assertEquals(List.of(), group.sent());
        assertEquals(Optional.of(snapshot(10, 2)), member.installing);

        member.install();
        assertEquals(List.of(accepted(10)), group.sent());
        assertEquals(11, member.status().firstIndex());
        assertEquals(10, member.status().lastIndex());
        assertEquals(10, member.status().commitIndex());
        assertEquals(10, member.status().appliedIndex());
    }

    @Test
    void aMemberTakesNothingAndDoesNotRunWhileItInstalls() {
        Host member = group.host(3);
        member.receive(snapshot(10, 2));
        member.receive(append(1, 1, Group.entries(2, 3, 2), 1));
        member.receive(snapshot(11, 2));
        finish(member);
        assertEquals(Optional.of(snapshot(10, 2)), member.installing);
        assertEquals(1, member.status().lastIndex());
        member.elapse(5_000);
        assertEquals(List.of(), group.sent());
    }

    @Test
    void aSnapshotThatIsNotAheadIsOnlyAcknowledged() {
        Host member = group.host(3);
        member.receive(append(1, 1, Group.entries(2, 4, 2), 4));
        finish(member);
        group.sent();
        member.receive(snapshot(4, 2));
        assertEquals(List.of(accepted(4)), group.sent());
        assertEquals(Optional.empty(), member.installing);
        assertEquals(List.of("1@1", "2@2", "3@2", "4@2"), stored(member));
    }

    @Test
    void theLogBehindASnapshotStaysWhenItGoesOnFromThere() {
        Host member = group.host(3);
        member.receive(append(1, 1, Group.entries(2, 12, 2), 1));
        finish(member);
        member.receive(snapshot(10, 2));
        member.install();
        assertEquals(List.of("11@2", "12@2"), stored(member));
        assertEquals(12, member.status().lastIndex());
        member.receive(new Message.Heartbeat(1, 3, 2, 12, 0));
        finish(member);
        assertEquals(12, member.applied);
    }

    @Test
    void aLogThatConflictsWithASnapshotIsReplaced() {
        Host member = group.host(3);
        member.receive(new Message.Append(2, 3, 1, 1, 1, Group.entries(2, 12, 1), 1));
        finish(member);
        member.receive(snapshot(10, 2));
        member.install();
        assertEquals(List.of(), stored(member));
        assertEquals(10, member.status().lastIndex());
        group.sent();
        member.receive(append(10, 2, Group.entries(11, 11, 2), 10));
        finish(member);
        assertEquals(List.of(accepted(11)), group.sent());
    }

    @Test
    void entriesThatASnapshotContainsArePassedOver() {
        Host member = installed();
        member.receive(append(4, 2, Group.entries(5, 11, 2), 10));
        finish(member);
        assertEquals(List.of(accepted(11)), group.sent());
        assertEquals(List.of("11@2"), stored(member));
    }

    @Test
    void aLogThatIsEmptyEndsWithTheSnapshotsLastEntry() {
        Host voter = installed();
        voter.elapse(Host.SETTINGS.electionMinNanos());
        voter.receive(new Message.VoteRequest(2, 3, 3, 9, 2, true, false));
        voter.receive(new Message.VoteRequest(2, 3, 3, 10, 2, true, false));
        assertEquals(
                List.of(false, true),
                group.sent(Message.VoteReply.class).stream()
                        .map(Message.VoteReply::granted)
                        .toList());
    }

    @Test
    void aSnapshotOfATermThatIsOverIsNotInstalled() {
        Host member = group.host(3);
        member.receive(new Message.Heartbeat(2, 3, 3, 0, 0));
        member.receive(snapshot(10, 2));
        assertEquals(Optional.empty(), member.installing);
    }

    @Test
    void anInstallationThatEndsInALaterTermIsNotAcknowledged() {
        Host member = group.host(3);
        member.receive(snapshot(10, 2));
        member.receive(new Message.Heartbeat(2, 3, 3, 0, 0));
        group.sent();
        member.install();
        assertEquals(List.of(), group.sent());
        assertEquals(10, member.status().commitIndex());
    }
}
