package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.apply.HashChecks;
import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.HashCheck;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** This is node 1 of three; what nodes 2 and 3 report is made up. */
class StateDiffersTest {
    private final World world = new World(Limits.defaults(), new TestHost());

    StateDiffersTest() {
        TreeSet<NodeId> three = new TreeSet<>(List.of(new NodeId(1), new NodeId(2), new NodeId(3)));
        world.log.changeMembership(new Membership(three, new TreeSet<>()), result -> {});
        world.loop.settle();
    }

    private void report(int node, long index, long chain) {
        Batch batch = new Batch(0, KernelRow.KERNEL_LEVEL, 0, 0, List.of(new Proposal.HashReport(node, index, chain)));
        world.log.forward(BatchCodec.encode(batch));
        world.loop.settle();
    }

    @Test
    void aNodeOfTheMinorityPutsItsStateAwayAndAsksForAnother() {
        report(1, 1_024, 7);
        report(2, 1_024, 8);
        assertFalse(world.quarantine.isPending(), "one against one names nobody");
        report(3, 1_024, 8);
        assertTrue(world.quarantine.isPending());
        assertTrue(world.log.isStateWanted());
        assertTrue(world.kernel.status().problem().isEmpty(), "it goes on");
        assertTrue(refusal().contains("it is being replaced by that of another node"), refusal());
    }

    private String refusal() {
        List<OpenResult> answers = new ArrayList<>();
        world.kernel.openSession(
                new OpenRequest(5_000, new byte[16], "late", "somebody"), world.client(), answers::add);
        world.loop.settle();
        return ((OpenResult.Refused) answers.get(0)).problem().message();
    }

    @Test
    void itDoesSoOnceOnly() {
        world.quarantine.replaced(1_030);
        report(1, 1_024, 7);
        report(2, 1_024, 8);
        report(3, 1_024, 8);
        assertTrue(world.kernel.status().problem().isEmpty(), "that was the state of before");
        report(1, 2_048, 7);
        report(2, 2_048, 8);
        report(3, 2_048, 8);
        String problem = world.kernel.status().problem().orElseThrow().message();
        assertTrue(problem.contains("differs from that of a majority at index 2048, again"), problem);
    }

    @Test
    void nobodyServesWhenNoMajorityAgrees() {
        report(1, 1_024, 7);
        report(2, 1_024, 8);
        assertTrue(world.kernel.status().problem().isEmpty());
        report(3, 1_024, 9);
        String problem = world.kernel.status().problem().orElseThrow().message();
        assertTrue(problem.contains("the states of the nodes differ at index 1024"), problem);
    }

    @Test
    void aNodeOfTheMajorityGoesOn() {
        report(1, 1_024, 7);
        report(2, 1_024, 7);
        report(3, 1_024, 8);
        report(3, 2_048, 9);
        report(1, 2_048, 10);
        assertTrue(world.kernel.status().problem().isEmpty());
    }

    @Test
    void onlyTheLatestReportsAreKept() {
        for (int i = 1; i <= 20; i++) {
            report(2, i * HashChecks.EVERY, i);
        }
        report(3, HashChecks.EVERY, 1);
        assertEquals(8, world.kernel.status().problem().isEmpty() ? rows() : -1);
    }

    private int rows() {
        int rows = 0;
        try (var cursor = world.store.scan(Keys.hashChecks(), Keys.hashCheck(Long.MAX_VALUE))) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    @Test
    void everyNodeReportsByItself() {
        World.Client client = world.client();
        for (int i = 0; world.log.entries().size() < HashChecks.EVERY + 2; i++) {
            client.keepAlive();
            client.skip(i + 1L);
            world.kernel.keepAlive(client.id, client, List.of(i + 1L), problem -> {});
            world.loop.settle();
        }
        byte[] row = world.store.get(Keys.hashCheck(HashChecks.EVERY));
        HashCheck check = StateRows.HASH_CHECK.decode(row);
        assertEquals("1", check.chains().firstKey());
    }
}
