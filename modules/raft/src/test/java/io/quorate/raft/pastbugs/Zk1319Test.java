package io.quorate.raft.pastbugs;

import static io.quorate.raft.Group.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.raft.Configuration;
import io.quorate.raft.Group;
import io.quorate.raft.Host;
import io.quorate.raft.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Zk1319Test {
    private static final int COMMANDS = 20;

    private final Group group = new Group(1, 3);
    private final List<String> commands = new ArrayList<>();

    private void propose(int count) {
        Host leader = group.lead();
        for (int i = 0; i < count; i++) {
            commands.add("command " + commands.size());
            group.propose(leader, commands.get(commands.size() - 1));
            group.settle();
        }
    }

    private void become(Configuration members) {
        Host leader = group.lead();
        long id = group.reconfigure(leader, members);
        group.elapse(2 * Host.SETTINGS.electionMaxNanos());
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
    }

    /** Restarted as a whole, made larger, and then without those who founded it. */
    @Test
    void zk1319NothingIsMissingAfterARestartAndTheGrowthOfTheGroup() {
        propose(COMMANDS);
        group.all().forEach(Host::flush);
        group.all().forEach(Host::crash);
        group.all().forEach(Host::start);
        propose(COMMANDS);
        group.add(4).start();
        group.add(5).start();
        become(Configuration.of(nodes(1, 2, 3), nodes(4, 5)));
        become(Configuration.of(nodes(1, 2, 3, 4, 5), nodes()));
        propose(COMMANDS);
        group.host(1).crash();
        group.host(2).crash();
        propose(1);
        assertEquals(commands, group.commands());
        group.elapse(Host.SETTINGS.electionMaxNanos());
        for (int node = 3; node <= 5; node++) {
            assertEquals(group.lead().applied, group.host(node).applied, "node " + node);
        }
    }
}
