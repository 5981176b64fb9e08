package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

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
}
