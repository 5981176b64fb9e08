package io.quorate.benchmarks.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * One level of load.
 *
 * @param latencies of each write, in nanoseconds
 * @param time that was measured
 * @param cpu of all nodes in this time
 */
public record Measured(Histogram latencies, Duration time, Duration cpu) {
    public double perSecond() {
        return latencies.getTotalCount() * 1e9 / time.toNanos();
    }

    public double cpuMicros() {
        return cpu.toNanos() / 1e3 / latencies.getTotalCount();
    }

    /** Latency in microseconds that so many percent of the writes did not exceed. */
    public double percentileMicros(double percent) {
        return latencies.getValueAtPercentile(percent) / 1e3;
    }
}
