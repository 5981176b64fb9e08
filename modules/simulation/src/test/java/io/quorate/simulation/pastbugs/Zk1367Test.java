package io.quorate.simulation.pastbugs;

import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import org.junit.jupiter.api.Test;

/** What belongs to a session goes with it, on all members or on none, whatever happens at its end. */
class Zk1367Test {
    private static final long TTL_MILLIS = 2_000;
    private static final long CLOSE_MILLIS = 60_000;

    private final Scene scene = new Scene(8).write();

    /** Somebody else gets the lock; {@link Scene#judge} compares the members. */
    private void lockIsFree() {
        boolean[] held = new boolean[1];
        scene.acquire(scene.client("next"), grant -> held[0] = true);
        scene.runUntil(() -> held[0]);
        scene.judge();
    }

    @Test
    void zk1367TheSessionExpiresThoughAllNodesRestart() {
        scene.holder(TTL_MILLIS).crash(true);
        scene.elapse(Scene.SECOND);
        scene.cluster().nodes().forEach(SimNode::kill);
        lockIsFree();
    }

    @Test
    void zk1208TheSessionEndsThoughItsLeaderGoesAtThatMoment() {
        SimClient holder = scene.holder(TTL_MILLIS);
        holder.later(0, () -> holder.close(CLOSE_MILLIS, () -> {}));
        scene.elapse(Scene.SECOND / 1_000);
        scene.leader().kill();
        lockIsFree();
    }

    @Test
    void zk2926TheSessionIsThereForAllThoughItsLeaderWentAsItBegan() {
        SimNode leader = scene.leader();
        SimClient holder = scene.cluster().client("early", TTL_MILLIS);
        scene.acquire(holder, grant -> {});
        scene.elapse(5 * Scene.SECOND / 1_000);
        leader.cutPower();
        scene.elapse(5 * Scene.SECOND);
        holder.crash(true);
        lockIsFree();
    }

    @Test
    void zk3144ASnapshotIsMadeWhileSessionsBeginAndEnd() {
        SimNode node = scene.follower();
        scene.holder(TTL_MILLIS).crash(true);
        scene.fallBehind(node);
        for (int i = 0; i < 20; i++) {
            SimClient brief = scene.cluster().client("brief-" + i, TTL_MILLIS);
            scene.acquire(brief, grant -> {});
            scene.elapse(Scene.SECOND / 20);
            brief.crash(true);
        }
        lockIsFree();
    }

    @Test
    void zk4837TheSessionExpiresWhileItsLeaderIsCutOff() {
        SimClient holder = scene.holder(TTL_MILLIS);
        SimNode leader = scene.leader();
        scene.cluster().peers().isolate(leader, 10 * Scene.SECOND);
        holder.crash(true);
        scene.elapse(10 * Scene.SECOND);
        lockIsFree();
    }

    @Test
    void zk5010TheSessionExpiresWhileAMemberIsAwayThatCatchesUpByEntries() {
        SimNode node = scene.follower();
        SimClient holder = scene.holder(TTL_MILLIS);
        holder.crash(true);
        scene.cluster().peers().isolate(node, 4 * Scene.SECOND);
        scene.elapse(4 * Scene.SECOND);
        lockIsFree();
    }
}
