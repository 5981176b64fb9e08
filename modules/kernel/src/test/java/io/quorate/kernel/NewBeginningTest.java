package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.system.SystemCommand.ChangeMembers;
import io.quorate.recipe.system.SystemCommand.NewMember;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A cluster that lost its majority goes on as another one, in the entry that its last node finds in its log. */
class NewBeginningTest {
    private static final NodeId SELF = new NodeId(1);

    private final World world = World.withMutex();

    private void beginAnew(NodeId node, int epochAbove) {
        StateAtRest state = StateAtRest.read(world.store);
        world.log.propose(state.beginAnew(node, "prod", epochAbove, world.loop.calendarMillis()), committed -> {});
        world.loop.settle();
    }

    private static FencingToken acquired(World.Client client, String mutex) {
        byte[] grant = client.mutex(mutex, "acquire", new Mutex.Acquire())
                .orElseThrow()
                .body();
        return World.decode(Mutex.Grant.class, grant).token();
    }

    private long micros2020() {
        return (world.loop.calendarMillis() - 1_577_836_800_000L) * 1_000;
    }

    @Test
    void numbersGoOnAboveAllThatTheLostNodesCanHaveGiven() {
        FencingToken before = acquired(world.client(), "a");
        beginAnew(SELF, 0);
        KernelStatus status = world.kernel.status();
        assertEquals(1, status.epoch());
        assertTrue(status.revision() > micros2020(), status::toString);
        assertEquals(List.of("prod"), status.formerClusters());
        FencingToken after = acquired(world.client(), "b");
        assertEquals(1, after.epoch());
        assertTrue(after.compareTo(before) > 0, after + " after " + before);
    }

    @Test
    void theEpochIsAboveTheOneThatTheOperatorNames() {
        beginAnew(SELF, 41);
        assertEquals(42, world.kernel.status().epoch());
        beginAnew(SELF, 3);
        assertEquals(43, world.kernel.status().epoch());
        assertEquals(List.of("prod", "prod"), world.kernel.status().formerClusters());
    }

    @Test
    void whatOldSessionsHoldIsHeldUntilTheirTimeIsOver() {
        World.Client holder = world.client(10_000);
        acquired(holder, "a");
        beginAnew(SELF, 0);
        world.restart(false);
        assertEquals(holder.id.value(), world.holder("a").session());
        World.Client next = world.client(60_000);
        assertEquals(Optional.empty(), next.mutex("a", "acquire", new Mutex.Acquire()));
        world.loop.advanceMillis(9_000);
        assertEquals(holder.id.value(), world.holder("a").session());
        next.keepAlive();
        world.loop.advanceMillis(3_000);
        assertEquals(next.id.value(), world.holder("a").session());
    }

    @Test
    void aChangeOfTheMembersThatWasUnderWayIsGivenUp() {
        World.Client admin = world.client(60_000);
        long change = admin.send(new ChangeMembers(List.of(new NewMember(2, "10.0.0.2:7421")), List.of()));
        world.loop.advanceMillis(200);
        assertEquals(1, world.kernel.peerAddresses().size());
        // As the tool does: the log makes the node the only member first.
        world.log.changeMembership(Membership.solo(SELF), done -> {});
        beginAnew(SELF, 0);
        assertEquals("CONFLICT", admin.resultOf(change).orElseThrow().code());
        assertTrue(world.kernel.peerAddresses().isEmpty(), "the dropped node is not looked for");
        world.loop.advanceMillis(1_000);
        assertEquals(Membership.solo(SELF), world.log.membership(), "nor added");
    }

    @Test
    void nothingHappensWhereAnotherNodeTakesPart() {
        beginAnew(new NodeId(2), 0);
        assertEquals(0, world.kernel.status().epoch());
        assertEquals(List.of(), world.kernel.status().formerClusters());
    }

    @Test
    void watchersAreReset() {
        ReadsAndEventsTest.Sink sink = new ReadsAndEventsTest.Sink();
        Address address = new Address(World.NAMESPACE, "probe", "a");
        SubscribeResult result = world.kernel.subscribe(address, "Changed", Optional.empty(), sink);
        ((SubscribeResult.Subscribed) result).subscription().resume();
        World.Client client = world.client(60_000);
        client.put(World.NAMESPACE, "a", "k", 1);
        beginAnew(SELF, 0);
        assertEquals(1, sink.resets);
        client.put(World.NAMESPACE, "a", "k", 2);
        assertEquals(List.of(1L, 2L), sink.values);
    }

    @Test
    void theEntryIsRefusedBeforehandWhenNoEpochIsLeft() {
        StateAtRest state = StateAtRest.read(world.store);
        assertTrue(state.canBeginAnew(FencingToken.MAX_EPOCH - 1, world.loop.calendarMillis()));
        assertFalse(state.canBeginAnew(FencingToken.MAX_EPOCH, world.loop.calendarMillis()));
    }
}
