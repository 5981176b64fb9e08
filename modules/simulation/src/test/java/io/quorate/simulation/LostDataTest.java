package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.pastbugs.Scene;
import io.quorate.simulation.world.SimNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nodes that are started again without anything that they had. */
class LostDataTest {
    private final Scene scene = new Scene(29).write();

    private void lose(SimNode node) {
        assertTrue(node.loseData());
        scene.runUntil(() -> !node.isComingBack());
    }

    @Test
    void eachComesBackByItselfOneAfterTheOther() {
        for (SimNode node : scene.cluster().nodes()) {
            scene.awaitAcknowledged(100);
            lose(node);
        }
        scene.judge();
    }

    @Test
    void aLeaderThatLostItsDataMayLeadAgain() {
        scene.awaitAcknowledged(100);
        SimNode leader = scene.leader();
        lose(leader);
        List<SimNode> others =
                scene.cluster().nodes().stream().filter(node -> node != leader).toList();
        for (int i = 0; !leader.leads(); i++) {
            others.get(i % others.size()).kill();
            scene.elapse(3 * Scene.SECOND);
        }
        scene.awaitAcknowledged(100);
        scene.judge();
    }

    @Test
    void oneThatLosesItsDataAgainWhileItLearnsComesBackToo() {
        scene.awaitAcknowledged(500);
        SimNode node = scene.follower();
        for (int i = 0; i < 5; i++) {
            node.loseDataAgain();
            scene.elapse(Scene.SECOND / 4);
        }
        scene.runUntil(() -> !node.isComingBack());
        scene.judge();
    }

    /** Two of three that know nothing would be a majority. */
    @Test
    void mostOfThemFoundNoEmptyCluster() {
        scene.awaitAcknowledged(100);
        SimNode kept = scene.follower();
        for (SimNode node : scene.cluster().nodes()) {
            if (node != kept) {
                assertTrue(node.loseData());
            }
        }
        for (int second = 0; second < 100; second++) {
            scene.elapse(Scene.SECOND);
            assertEquals(Optional.empty(), scene.anyLeader());
        }
        assertEquals(Optional.empty(), scene.world().verdict().violation());
    }
}
