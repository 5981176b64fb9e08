package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Message;
import io.quorate.raft.Output;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A leader that stood still and wakes up, to which not even its clock says that it was away. */
class Etcd20418Test {
    private final Group group = new Group(1, 3);
    private final Host old = group.elect(1);

    private void anotherOneLeadsAndCommits() {
        group.cutOff(1);
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        Host next = group.elect(2);
        group.propose(next, "new");
        group.settle();
        assertEquals(List.of("new"), group.commands());
        group.heal();
    }

    @Test
    void etcd20418AReadThatComesAtTheWakeUpIsNotAnsweredFromBefore() {
        anotherOneLeadsAndCommits();
        long read = group.read(old);
        assertEquals(Optional.empty(), group.answer(old, read), "nothing is answered without a round");
        group.settle();
        assertInstanceOf(Output.Answer.Refused.class, group.answer(old, read).orElseThrow());
    }

    @Test
    void etcd20418AnswersToARoundBeforeThePauseConfirmNoReadBehindIt() {
        long before = group.read(old);
        List<Message> heartbeats = group.sent();
        heartbeats.forEach(group::deliver);
        List<Message> replies = group.sent();
        anotherOneLeadsAndCommits();
        long after = group.read(old);
        replies.forEach(group::deliver);
        assertInstanceOf(
                Output.Answer.Confirmed.class, group.answer(old, before).orElseThrow());
        assertEquals(Optional.empty(), group.answer(old, after));
        group.settle();
        assertInstanceOf(Output.Answer.Refused.class, group.answer(old, after).orElseThrow());
    }
}
