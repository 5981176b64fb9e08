package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.pastbugs.Scene;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every simulated cluster goes through: no two machines need agree on what time it is. */
class ClocksApartTest {
    @Test
    void wallClocksOfMachinesAreHoursApart() {
        VirtualTime time = new VirtualTime(new Chance(1));
        Chance chance = new Chance(2);
        LongStream walls =
                LongStream.generate(() -> DriftingClock.any(time, chance).wallMillis());
        var spread = walls.limit(100).summaryStatistics();
        long apart = spread.getMax() - spread.getMin();
        assertTrue(apart > Duration.ofHours(12).toMillis(), Duration.ofMillis(apart) + " apart");
    }

    @Test
    void aWallClockGoesOnAtTheRightPace() {
        VirtualTime time = new VirtualTime(new Chance(1));
        DriftingClock clock = DriftingClock.any(time, new Chance(2));
        long before = clock.wallMillis();
        time.at(Duration.ofHours(1).toNanos(), () -> {});
        assertTrue(time.step());
        assertEquals(Duration.ofHours(1).toMillis(), clock.wallMillis() - before);
    }

    /** Each process that takes over has another idea of what time it is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aWaitIsMeasuredByNoWallClock(long seed) {
        Scene scene = new Scene(seed);
        SimClient holder = scene.holder(60_000);
        List<Grant> granted = new ArrayList<>();
        List<Ending.Failed> failed = new ArrayList<>();
        scene.acquire(scene.client("waiter"), new Answer<>() {
            @Override
            public void replied(Grant grant) {
                granted.add(grant);
            }

            @Override
            public void failed(Ending.Failed failure) {
                failed.add(failure);
            }
        });
        for (int leaders = 0; leaders < 5; leaders++) {
            scene.elapse(3 * Scene.SECOND);
            scene.leader().kill();
        }
        scene.elapse(3 * Scene.SECOND);
        assertEquals(List.of(), failed);
        assertEquals(List.of(), granted);
        holder.later(0, () -> holder.close(60_000, () -> {}));
        scene.runUntil(() -> !granted.isEmpty());
        scene.judge();
    }
}
