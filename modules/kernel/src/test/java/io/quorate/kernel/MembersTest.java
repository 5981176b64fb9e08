package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.ChangeMembers;
import io.quorate.recipe.system.SystemCommand.NewMember;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MembersTest {
    private final World world = new World(Limits.defaults(), new TestHost());
    private final World.Client admin = world.client();

    private long ask(List<NewMember> add, Integer... remove) {
        long sequence = admin.send(new ChangeMembers(add, Arrays.asList(remove)));
        world.loop.advanceMillis(200);
        return sequence;
    }

    private static NewMember node(int number) {
        return new NewMember(number, "10.0.0." + number + ":7421");
    }

    private static Membership membership(List<Integer> voters, List<Integer> learners) {
        return new Membership(nodes(voters), nodes(learners));
    }

    private static SortedSet<NodeId> nodes(List<Integer> numbers) {
        return new TreeSet<>(numbers.stream().map(NodeId::new).toList());
    }

    private void addNode(int number) {
        world.log.hears(number, Long.MAX_VALUE / 2);
        long sequence = ask(List.of(node(number)));
        assertEquals(CallResult.Kind.OK, admin.resultOf(sequence).orElseThrow().kind());
    }

    @Test
    void aNewNodeLearnsFirstAndVotesOnceItHasCaughtUp() {
        long sequence = ask(List.of(node(2)));
        assertEquals(membership(List.of(1), List.of(2)), world.log.membership());
        world.loop.advanceMillis(3_000);
        admin.keepAlive();
        assertTrue(admin.resultOf(sequence).isEmpty(), "it cannot be reached yet");
        world.log.hears(2, 1);
        world.loop.advanceMillis(200);
        assertTrue(admin.resultOf(sequence).isEmpty(), "it lacks few entries, but also old ones");
        world.log.hears(2, Long.MAX_VALUE / 2);
        world.loop.advanceMillis(200);
        assertEquals(membership(List.of(1, 2), List.of()), world.log.membership());
        CallResult result = admin.resultOf(sequence).orElseThrow();
        assertEquals(
                List.of(1, 2),
                World.decode(SystemCommand.MembersChanged.class, result.body()).voters());
        assertEquals("10.0.0.2:7421", world.kernel.peerAddresses().get(new NodeId(2)));
    }

    @Test
    void aRemovalThatWouldLoseTheQuorumIsRefusedWithTheReason() {
        addNode(2);
        addNode(3);
        world.log.hearsNoMore(3);
        CallResult refused = admin.resultOf(ask(List.of(), 2)).orElseThrow();
        assertEquals("CONFLICT", refused.code());
        assertTrue(refused.message().contains("[3] cannot be reached"), refused.message());
        assertEquals(membership(List.of(1, 2, 3), List.of()), world.log.membership());
        CallResult dead = admin.resultOf(ask(List.of(), 3)).orElseThrow();
        assertEquals(CallResult.Kind.OK, dead.kind());
        assertEquals(membership(List.of(1, 2), List.of()), world.log.membership());
    }

    @Test
    void aNodeIsReplacedInOneChange() {
        addNode(2);
        world.log.hears(5, Long.MAX_VALUE / 2);
        CallResult replaced = admin.resultOf(ask(List.of(node(5)), 2)).orElseThrow();
        assertEquals(CallResult.Kind.OK, replaced.kind());
        assertEquals(membership(List.of(1, 5), List.of()), world.log.membership());
        assertEquals(
                Optional.empty(),
                Optional.ofNullable(world.kernel.peerAddresses().get(new NodeId(2))));
    }

    @Test
    void aLaterChangeTakesThePlaceOfOneThatIsStuck() {
        long stuck = ask(List.of(node(2)));
        long later = ask(List.of(), 2);
        assertEquals("CONFLICT", admin.resultOf(stuck).orElseThrow().code());
        assertEquals(CallResult.Kind.OK, admin.resultOf(later).orElseThrow().kind());
        assertEquals(Membership.solo(new NodeId(1)), world.log.membership());
    }

    @Test
    void aNodeIsFoundUntilItHasGone() {
        addNode(2);
        addNode(3);
        world.log.hearsNoMore(3);
        assertEquals("CONFLICT", admin.resultOf(ask(List.of(), 2)).orElseThrow().code());
        assertEquals("10.0.0.2:7421", world.kernel.peerAddresses().get(new NodeId(2)), "it stays");
        ask(List.of(node(4)), 2);
        assertEquals("10.0.0.2:7421", world.kernel.peerAddresses().get(new NodeId(2)), "it has not gone yet");
        world.log.hears(4, Long.MAX_VALUE / 2);
        world.log.hears(3, Long.MAX_VALUE / 2);
        world.loop.advanceMillis(200);
        assertEquals(membership(List.of(1, 3, 4), List.of()), world.log.membership());
        assertEquals(nodes(List.of(3, 4)), world.kernel.peerAddresses().keySet());
    }

    @Test
    void anotherLeaderGoesOnWithTheChange() {
        long sequence = ask(List.of(node(2)));
        world.restart(false);
        world.log.hears(2, Long.MAX_VALUE / 2);
        world.loop.advanceMillis(200);
        assertEquals(membership(List.of(1, 2), List.of()), world.log.membership());
        assertTrue(sequence > 0);
    }

    @Test
    void wrongRequestsAreToldWhatIsWrong() {
        assertEquals(
                "NOT_FOUND", admin.resultOf(ask(List.of(), 9)).orElseThrow().code());
        assertEquals(
                "CONFLICT", admin.resultOf(ask(List.of(node(1)))).orElseThrow().code());
        assertEquals("CONFLICT", admin.resultOf(ask(List.of(), 1)).orElseThrow().code());
        assertEquals(
                "INVALID_REQUEST",
                admin.resultOf(ask(List.of(new NewMember(2, "nowhere"))))
                        .orElseThrow()
                        .code());
        assertEquals(
                "INVALID_REQUEST",
                admin.resultOf(ask(List.of(new NewMember(0, "h:1"))))
                        .orElseThrow()
                        .code());
    }
}
