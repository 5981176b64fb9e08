package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.KernelRow;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** This is node 1; what other nodes report is made up. */
class CheckTest {
    private static final long MINUTES = 60_000;

    private final World world = World.withProbe();
    private final World.Client client = world.client(30 * MINUTES);

    private SystemQuery.CheckStatus status() {
        return world.system(new SystemQuery.DescribeCheck(), SystemQuery.CheckStatus.class);
    }

    private static SystemCommand.Checked outcome(CallResult result) {
        return World.decode(SystemCommand.Checked.class, result.body());
    }

    private void join(Integer... nodes) {
        TreeSet<NodeId> voters =
                new TreeSet<>(List.of(nodes).stream().map(NodeId::new).toList());
        world.log.changeMembership(new Membership(voters, new TreeSet<>()), result -> {});
        world.loop.settle();
    }

    private void begin() {
        client.sendTo(
                new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                client.lastSequence() + 1,
                "check",
                new SystemCommand.Check(),
                List.of());
    }

    private void report(int node, Check.Report found) {
        SystemQuery.CheckStatus running = status();
        Proposal report = new Proposal.CheckReport(running.check(), running.round(), node, found);
        world.log.forward(BatchCodec.encode(new Batch(0, KernelRow.KERNEL_LEVEL, 0, 0, List.of(report))));
        world.loop.settle();
    }

    private static Check.Report refusal(String why) {
        return new Check.Report(0, List.of(), why);
    }

    @Test
    void aNodeAloneReadsAllItsRows() {
        client.done("a", "put", new Probe.Put("k", 1));
        SystemCommand.Checked found = outcome(client.system(new SystemCommand.Check()));
        assertEquals(List.of(1), found.nodes());
        assertEquals(List.of(), found.differences());
        assertTrue(found.rows() > 3, found::toString);
        assertEquals(found, status().outcome().orElseThrow());
    }

    @Test
    void oneIsUnderWayAtATime() {
        join(1, 2, 3);
        world.log.hears(2, 0);
        begin();
        CallResult second = client.system(new SystemCommand.Check());
        assertEquals("CONFLICT", second.code());
        assertTrue(second.message().contains("is under way"), second.message());
    }

    @Test
    void namesNodesThatCouldNotBeCompared() {
        join(1, 2);
        world.log.hears(2, 0);
        begin();
        assertTrue(client.resultOf(client.lastSequence()).isEmpty(), "node 2 is waited for");
        report(2, refusal("it was not there when the check looked"));
        SystemCommand.Checked found =
                outcome(client.resultOf(client.lastSequence()).orElseThrow());
        assertEquals(List.of(1), found.nodes());
        assertEquals(
                List.of(new SystemCommand.NotChecked(2, "it was not there when the check looked")), found.notChecked());
    }

    @Test
    void aReportOfAnotherRoundOrShapeIsIgnored() {
        join(1, 2);
        world.log.hears(2, 0);
        begin();
        report(2, new Check.Report(1, List.of(new Check.RangeSum(1, 1), new Check.RangeSum(1, 1)), ""));
        assertEquals(List.of(1), status().reported());
    }

    @Test
    void beginsByItselfWhenTheLastWasLongAgo() {
        client.system(new SystemCommand.ConfigureCluster("state.check-period", Optional.of("2 min"), 0));
        world.loop.advanceMillis(MINUTES);
        assertEquals(0, status().check());
        world.loop.advanceMillis(2 * MINUTES);
        SystemQuery.CheckStatus first = status();
        assertTrue(first.outcome().isPresent());
        world.loop.advanceMillis(3 * MINUTES);
        assertTrue(status().check() > first.check(), "and again");
    }
}
