package io.quorate.simulation.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.system.SystemCommand;
import io.quorate.simulation.SimDisk;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.world.SimNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A node whose state has rotted is found out by the others, and gets theirs, while clients go on. */
class DifferingStateTest {
    private static final int SOME = 500;
    private static final int RESTARTS = 3;

    private final Load load = new Load(1, 3, SimDisk::new, 1);

    private SimNode find(Predicate<SimNode> wanted) {
        load.runUntil(() -> load.nodes().stream().anyMatch(wanted));
        return load.nodes().stream().filter(wanted).findFirst().orElseThrow();
    }

    private void begin() {
        load.begin();
        load.awaitAcknowledged(SOME);
    }

    /** @param seen what could not be hidden from clients before it was found out */
    private void endsWell(String... seen) {
        load.awaitAcknowledged(SOME);
        load.runUntil(() -> load.nodes().stream().map(SimNode::chain).distinct().count() == 1);
        load.comeToRest();
        FinalState state = load.audit();
        assertEquals(new TreeSet<>(), load.journal().lost(state));
        assertEquals(new TreeSet<>(), Journal.repeated(state));
        assertEquals(List.of(), load.journal().failed());
        Set<String> broken = load.world().verdict().violations().stream()
                .map(Verdict.Violation::invariant)
                .collect(Collectors.toSet());
        Set<String> expected = new TreeSet<>(List.of(seen));
        expected.add("ReplaysAgree");
        assertEquals(expected, broken, "what the test did to the node, and nothing else");
    }

    @Test
    void aFollowerGetsTheStateOfTheOthers() {
        begin();
        SimNode follower = find(node -> !node.leads());
        follower.rotState(RegisterContract.STATE);
        load.runUntil(follower::isRebuilt);
        endsWell();
    }

    @Test
    void aCheckFindsWhatNoCommandTouchesAndNamesIt() {
        begin();
        load.pause();
        SimNode follower = find(node -> !node.leads());
        follower.rotState(RegisterContract.STATE);

        SystemCommand.Checked found = load.check();

        assertEquals(List.of(1, 2, 3), found.nodes());
        assertEquals(List.of(), found.notChecked());
        assertTrue(found.differences().size() >= 1, found::toString);
        for (SystemCommand.Difference difference : found.differences()) {
            assertEquals(List.of(follower.id().value()), difference.nodes(), difference::toString);
            assertTrue(difference.majority());
        }
        assertTrue(
                found.differences().stream()
                        .anyMatch(difference -> difference
                                .place()
                                .matches("state '" + RegisterContract.STATE
                                        + "' of register 'register-[12]' in namespace 'default'")),
                found::toString);
        load.runUntil(follower::isRebuilt);
        assertEquals(List.of(), load.check().differences());
    }

    @Test
    void aCheckOfSoundNodesFindsNothingWhileCommandsGoOn() {
        begin();
        SystemCommand.Checked found = load.check();
        assertEquals(List.of(1, 2, 3), found.nodes());
        assertEquals(List.of(), found.differences());
        assertTrue(found.rows() > 0);
        load.awaitAcknowledged(SOME);
    }

    @Test
    void aLeaderHandsOverFirst() {
        begin();
        SimNode leader = find(SimNode::leads);
        leader.rotState(RegisterContract.STATE);
        load.runUntil(leader::isRebuilt);
        assertTrue(find(SimNode::leads) != leader);
        endsWell("LinearizableRegisters", "RegistersHaveAnOrder");
    }

    @Test
    void aNodeThatIsKilledMeanwhileGoesOnWithIt() {
        begin();
        SimNode follower = find(node -> !node.leads());
        follower.rotState(RegisterContract.STATE);
        for (int restart = 0; restart < RESTARTS; restart++) {
            load.runUntil(follower::isQuarantined);
            follower.kill();
        }
        load.runUntil(follower::isRebuilt);
        endsWell();
    }
}
