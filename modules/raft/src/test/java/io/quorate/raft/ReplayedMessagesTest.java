package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Everything that members have ever told each other comes again, in any order; {@link Safety} looks at every step. */
class ReplayedMessagesTest {
    private final Group group = new Group(1, 3);
    private final List<Message> told = new ArrayList<>();

    /** As {@link Group#settle}, and remembers what is on the wire. */
    private void settle() {
        for (int round = 0; round < 20; round++) {
            told.addAll(group.wire);
            group.arrive();
            group.all().forEach(host -> {
                host.write();
                host.read();
            });
        }
    }

    private void propose(Host leader, int count) {
        for (int i = 0; i < count; i++) {
            group.propose(leader, "command " + i);
            settle();
        }
        leader.elapse(Host.SETTINGS.heartbeatNanos());
        settle();
    }

    private List<String> logs() {
        return group.all().stream()
                .map(host -> host.id + ": " + Group.terms(host.stored().values()) + " applied " + host.applied)
                .toList();
    }

    private Host lead(int node) {
        Host host = group.host(node);
        for (int i = 0; i < 100 && !host.leads(); i++) {
            host.elapse(10);
            settle();
        }
        return host;
    }

    @Test
    void nothingChangesByIt() {
        propose(lead(1), 5);
        group.host(3).elapse(Host.SETTINGS.electionMinNanos());
        group.cutOff(1);
        Host leader = lead(2);
        propose(leader, 5);
        group.heal();
        leader.elapse(2 * Host.SETTINGS.electionMinNanos());
        settle();
        leader.elapse(2 * Host.SETTINGS.electionMinNanos());
        settle();
        List<String> before = logs();
        long term = leader.status().term();
        assertTrue(leader.leads() && told.size() > 100, told.size() + " messages");

        for (int seed = 0; seed < 20; seed++) {
            List<Message> again = new ArrayList<>(told);
            Collections.shuffle(again, new Random(seed));
            again.forEach(group::deliver);
            group.settle();
            assertEquals(before, logs());
            assertTrue(leader.leads(), "it goes on leading");
            assertEquals(term, leader.status().term());
        }
    }
}
