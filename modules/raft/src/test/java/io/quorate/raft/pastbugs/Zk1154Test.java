package io.quorate.raft.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Group;
import io.quorate.raft.Host;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The member with the highest uncommitted entry was away during the election, and comes back. */
class Zk1154Test {
    private final Group group = new Group(1, 3);

    /** It leads, is cut off, and has these on its disk alone. */
    private Host leavesWith(int node, String... commands) {
        Host host = group.elect(node);
        group.cutOff(node);
        for (String command : commands) {
            group.propose(host, command);
        }
        group.settle();
        assertTrue(Disks.commands(host).containsAll(List.of(commands)));
        return host;
    }

    private Host leads(int node, int voter) {
        group.host(voter).elapse(Host.SETTINGS.electionMinNanos());
        return group.elect(node);
    }

    private void comesBack() {
        group.heal();
        group.elapse(4 * Host.SETTINGS.electionMaxNanos());
    }

    private void allHave(List<String> commands) {
        assertEquals(commands, group.commands());
        group.all().forEach(host -> assertEquals(commands, Disks.commands(host), "node " + host.id));
    }

    @Test
    void zk1154ItLosesWhatNobodyElseHas() {
        Host away = leavesWith(1, "alone");
        leads(2, 3);
        away.elapse(2 * Host.SETTINGS.electionMaxNanos());
        comesBack();
        allHave(List.of());
    }

    @Test
    void zk1156ItRestartsOverEntriesThatOthersHaveCommittedThere() {
        Host away = leavesWith(1, "alone 1", "alone 2", "alone 3");
        away.crash();
        Host next = leads(2, 3);
        group.propose(next, "kept");
        group.settle();
        away.start();
        comesBack();
        allHave(List.of("kept"));
    }

    /** Its log is the longest of all; another one has the newest, and nothing of either is committed. */
    @Test
    void zk2832ALongerLogOfOlderTermsGivesWay() {
        Group five = new Group(1, 5);
        Host longest = alone(five, 1, 4);
        five.all().stream().filter(host -> host.id > 2).forEach(host -> host.elapse(Host.SETTINGS.electionMinNanos()));
        Host newest = alone(five, 2, 1);
        longest.crash();
        newest.crash();
        five.heal();
        five.host(4).elapse(Host.SETTINGS.electionMinNanos());
        five.host(5).elapse(Host.SETTINGS.electionMinNanos());
        Host third = five.elect(3);
        five.propose(third, "kept");
        five.settle();
        third.crash();
        longest.start();
        five.host(4).elapse(Host.SETTINGS.electionMinNanos());
        five.host(5).elapse(Host.SETTINGS.electionMinNanos());
        longest.elapse(Host.SETTINGS.electionMaxNanos());
        five.settle();
        assertFalse(longest.leads(), "nobody votes for it");
        five.elapse(4 * Host.SETTINGS.electionMaxNanos());
        third.start();
        newest.start();
        five.elapse(4 * Host.SETTINGS.electionMaxNanos());
        assertEquals(List.of("kept"), five.commands());
        five.all().forEach(host -> assertEquals(List.of("kept"), Disks.commands(host), "node " + host.id));
    }

    private static Host alone(Group group, int node, int commands) {
        Host host = group.elect(node);
        group.cutOff(node);
        for (int i = 0; i < commands; i++) {
            group.propose(host, "alone on " + node + ", " + i);
        }
        group.settle();
        assertEquals(commands, Disks.commands(host).size());
        return host;
    }
}
