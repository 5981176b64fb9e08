package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand.ChangeMembers;
import io.quorate.recipe.system.SystemCommand.NewMember;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members that come with other data than before. */
class ReadmissionTest {
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);

    private final World world = new World(Limits.defaults(), new TestHost());
    private final World.Client admin = world.client();
    private final TreeMap<NodeId, String> known = new TreeMap<>(Map.of(TWO, "b", THREE, "c"));
    private final TreeMap<NodeId, String> doubted = new TreeMap<>();

    @BeforeEach
    void addNodes() {
        for (int number : List.of(2, 3)) {
            world.log.hears(number, Long.MAX_VALUE / 2);
            assertEquals(CallResult.Kind.OK, ask(List.of(member(number))).kind());
        }
        meet();
        assertEquals(known, world.kernel.memberDirectories());
    }

    private static NewMember member(int number) {
        return new NewMember(number, "10.0.0." + number + ":7421");
    }

    private CallResult ask(List<NewMember> add, Integer... remove) {
        long sequence = admin.send(new ChangeMembers(add, Arrays.asList(remove)));
        world.loop.advanceMillis(200);
        return admin.resultOf(sequence).orElseThrow();
    }

    private void meet() {
        world.kernel.met(known, doubted);
        world.loop.advanceMillis(500);
    }

    /** Node 2 has gone, and comes with this data. */
    private void loses(String directory) {
        world.log.hearsNoMore(2);
        doubted.put(TWO, directory);
        meet();
    }

    /** What a server does with what the members have agreed on. */
    private void believe() {
        known.putAll(world.kernel.memberDirectories());
        doubted.entrySet().removeIf(each -> each.getValue().equals(known.get(each.getKey())));
        meet();
    }

    private void assertMembers(List<Integer> voters, Integer... learners) {
        assertEquals(
                new Membership(
                        new TreeSet<>(voters.stream().map(NodeId::new).toList()),
                        new TreeSet<>(Arrays.stream(learners).map(NodeId::new).toList())),
                world.log.membership());
    }

    @Test
    void aVoterThatLostItsDataVotesNoLongerThenLearnsAndVotesAgain() {
        loses("b2");
        assertMembers(List.of(1, 3));
        assertEquals("b2", world.kernel.memberDirectories().get(TWO));
        assertEquals("10.0.0.2:7421", world.kernel.peerAddresses().get(TWO), "it is to come back");
        believe();
        assertMembers(List.of(1, 3), 2);
        world.log.hears(2, 1);
        meet();
        assertMembers(List.of(1, 3), 2);
        world.log.hears(2, Long.MAX_VALUE / 2);
        meet();
        assertMembers(List.of(1, 2, 3));
        assertEquals("b2", world.kernel.memberDirectories().get(TWO));
    }

    @Test
    void itDoesNotLearnBeforeTheLeaderBelievesTheNewDataAndNoOthers() {
        loses("b2");
        meet();
        assertMembers(List.of(1, 3));
        believe();
        assertMembers(List.of(1, 3), 2);
    }

    @Test
    void aVoterThatIsHeardOfUnderItsOldDataStays() {
        doubted.put(TWO, "b2");
        meet();
        assertMembers(List.of(1, 2, 3));
        assertEquals("b", world.kernel.memberDirectories().get(TWO));
    }

    @Test
    void nobodyGoesWhenTheOthersWouldHaveNoQuorum() {
        world.log.hearsNoMore(3);
        loses("b2");
        assertMembers(List.of(1, 2, 3));
        world.log.hears(3, Long.MAX_VALUE / 2);
        meet();
        assertMembers(List.of(1, 3));
    }

    @Test
    void anotherLeaderGoesOn() {
        loses("b2");
        world.restart(false);
        world.log.hears(3, Long.MAX_VALUE / 2);
        believe();
        assertMembers(List.of(1, 3), 2);
        world.restart(false);
        world.log.hears(2, Long.MAX_VALUE / 2);
        world.log.hears(3, Long.MAX_VALUE / 2);
        meet();
        assertMembers(List.of(1, 2, 3));
    }

    @Test
    void itMayLoseItsDataAgainBeforeItIsBack() {
        loses("b2");
        believe();
        assertMembers(List.of(1, 3), 2);
        loses("b3");
        believe();
        assertEquals("b3", world.kernel.memberDirectories().get(TWO));
        world.log.hears(2, Long.MAX_VALUE / 2);
        meet();
        assertMembers(List.of(1, 2, 3));
    }

    @Test
    void anOperatorMayTakeItOutInstead() {
        loses("b2");
        assertMembers(List.of(1, 3));
        assertEquals(CallResult.Kind.OK, ask(List.of(), 2).kind());
        believe();
        assertMembers(List.of(1, 3));
        assertNull(world.kernel.peerAddresses().get(TWO));
        world.log.hears(4, Long.MAX_VALUE / 2);
        assertEquals(CallResult.Kind.OK, ask(List.of(member(4))).kind());
        assertMembers(List.of(1, 3, 4));
    }

    @Test
    void anOperatorsChangeComesFirst() {
        loses("b2");
        world.log.hears(4, Long.MAX_VALUE / 2);
        assertEquals(CallResult.Kind.OK, ask(List.of(member(4))).kind());
        believe();
        assertMembers(List.of(1, 3, 4), 2);
        world.log.hears(2, Long.MAX_VALUE / 2);
        meet();
        assertMembers(List.of(1, 2, 3, 4));
    }

    @Test
    void aNodeThatWasTakenOutMayComeBackUnderItsNumberWithOtherData() {
        assertEquals(CallResult.Kind.OK, ask(List.of(), 2).kind());
        assertNull(world.kernel.memberDirectories().get(TWO));
        world.log.hearsNoMore(2);
        doubted.put(TWO, "b2");
        long sequence = admin.send(new ChangeMembers(List.of(member(2)), List.of()));
        meet();
        believe();
        assertEquals("b2", world.kernel.memberDirectories().get(TWO));
        world.log.hears(2, Long.MAX_VALUE / 2);
        meet();
        assertMembers(List.of(1, 2, 3));
        assertEquals(CallResult.Kind.OK, admin.resultOf(sequence).orElseThrow().kind());
    }

    @Test
    void everyNodeSaysTheSameAfterItAppliedTheSame() {
        loses("b2");
        believe();
        world.restart(false);
        assertTrue(
                world.kernel.memberDirectories().equals(known),
                () -> known + " and " + world.kernel.memberDirectories());
    }
}
