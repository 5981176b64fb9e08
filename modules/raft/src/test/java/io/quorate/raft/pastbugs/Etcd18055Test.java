package io.quorate.raft.pastbugs;

import static io.quorate.raft.Group.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.raft.Configuration;
import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Message;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Etcd18055Test {
    private final Group group = new Group(1, 3);
    private final Host member = group.host(3);

    private static Message.Snapshot snapshot(int from, long term, long index) {
        Configuration founders = Configuration.of(nodes(1, 2, 3), nodes());
        return new Message.Snapshot(from, 3, term, index, 2, founders);
    }

    private List<Message.Accepted> accepted() {
        return group.sent(Message.Accepted.class);
    }

    @Test
    void etcd18055ASecondSnapshotDuringTheFirstOneDoesNotReplaceIt() {
        member.receive(snapshot(1, 2, 10));
        member.receive(snapshot(1, 2, 15));
        assertEquals(Optional.of(snapshot(1, 2, 10)), member.installing);
        member.install();
        assertEquals(List.of(new Message.Accepted(3, 1, 2, 10)), accepted());
        assertEquals(10, member.status().appliedIndex());

        member.receive(snapshot(1, 2, 15));
        member.install();
        assertEquals(15, member.status().appliedIndex());
        assertEquals(16, member.status().firstIndex());
    }

    @Test
    void etcd18055AnOlderSnapshotBehindANewerOneTakesNothingBack() {
        member.receive(snapshot(1, 2, 15));
        member.receive(snapshot(1, 2, 10));
        member.install();
        member.receive(snapshot(1, 2, 10));
        assertEquals(Optional.empty(), member.installing);
        assertEquals(15, member.status().appliedIndex());
        assertEquals(15, member.status().commitIndex());
    }

    @Test
    void etcd18055ASnapshotOfTheNextLeaderDuringThatOfTheLastOne() {
        member.receive(snapshot(1, 2, 10));
        member.receive(snapshot(2, 3, 12));
        member.install();
        Disks.write(member);
        assertEquals(List.of(), accepted(), "the leader that sent it leads no more");
        member.receive(snapshot(2, 3, 12));
        member.install();
        assertEquals(List.of(new Message.Accepted(3, 2, 3, 12)), accepted());
        assertEquals(12, member.status().appliedIndex());
    }
}
