package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A member that has caught up leads, and what it has in memory does not reach back to where another one is. */
class Zk4925Test {
    /** Larger than what is kept in memory all together. */
    private static final int COMMANDS = 30;

    private final Group group = new Group(1, 3);

    private void commit(Host leader, int count) {
        for (int i = 0; i < count; i++) {
            group.propose(leader, "a command of thirty-six bytes, no mo");
            group.settle();
        }
    }

    private static void hasNoGap(Host host) {
        List<Long> indexes = List.copyOf(host.stored().keySet());
        long first = indexes.get(0);
        assertEquals(LongStream.range(first, first + indexes.size()).boxed().toList(), indexes, "node " + host.id);
    }

    private Host next() {
        group.cutOff(1);
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        Host next = group.elect(2);
        group.heal();
        return next;
    }

    /** Node 2 comes back by what was read from the disk of node 1 and by what was new meanwhile. */
    @Test
    void zk4925WhatCameFromADiskAndWhatCameFromMemoryArePassedOnWithoutAGap() {
        Host first = group.elect(1);
        group.cutOff(2);
        commit(first, COMMANDS);
        group.heal();
        group.cutOff(3);
        group.elapse(4 * Host.SETTINGS.electionMinNanos());
        commit(first, 2);
        group.heal();
        hasNoGap(group.host(2));
        long behind = group.host(3).status().lastIndex();
        Host leader = next();
        assertTrue(behind < leader.status().lastIndex() - 1);
        group.elapse(4 * Host.SETTINGS.electionMaxNanos());
        hasNoGap(group.host(3));
        assertEquals(leader.applied, group.host(3).applied);
        assertEquals(COMMANDS + 2, group.commands().size());
    }

    /** The same, but node 2 came back by a snapshot: what is before it is not there to be passed on. */
    @Test
    void zk4925WhatIsBeforeASnapshotIsNotPassedOnAsIfItWereNothing() {
        Host first = group.elect(1);
        group.cutOff(2);
        commit(first, COMMANDS);
        first.flush();
        group.heal();
        group.elapse(4 * Host.SETTINGS.electionMinNanos());
        assertTrue(group.host(2).status().firstIndex() > 2, "it came back by a snapshot");
        group.add(4).start();
        Host leader = next();
        group.elapse(Host.SETTINGS.electionMaxNanos());
        group.reconfigure(group.lead(), io.quorate.raft.Configuration.of(Group.nodes(1, 2, 3), Group.nodes(4)));
        group.elapse(4 * Host.SETTINGS.electionMaxNanos());
        hasNoGap(leader);
        assertEquals(group.lead().applied, group.host(4).applied);
        assertTrue(group.host(4).status().firstIndex() > 1, "it has a snapshot, and no entries without it");
    }
}
