package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Output;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Etcd14370Test {
    private final Group group = new Group(1, 1);
    private final Host alone = group.elect(1);

    @Test
    void etcd14370AGroupOfOneAcknowledgesNothingThatItsOwnDiskDoesNotHave() {
        group.lead();
        long id = group.propose(alone, "x");
        alone.elapse(10 * Host.SETTINGS.electionMaxNanos());
        assertEquals(Optional.empty(), group.answer(alone, id));
        assertEquals(2, alone.status().commitIndex(), "nor counts it itself");
        assertEquals(2, alone.applied);
        alone.crash();
        alone.start();
        group.lead();
        assertEquals(List.of(), group.commands());
    }

    @Test
    void etcd14370WhatItAcknowledgedIsThereAfterACrash() {
        long id = group.propose(alone, "x");
        alone.write();
        assertInstanceOf(Output.Answer.Committed.class, group.answer(alone, id).orElseThrow());
        alone.crash();
        alone.start();
        group.lead();
        assertEquals(List.of("x"), group.commands());
    }
}
