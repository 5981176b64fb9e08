package io.quorate.testkit;

import io.quorate.kernel.Meter;

/** Adds up what a meter counts. */
final class StepCount implements Meter {
    private final Meter meter;
    private long total;

    StepCount(Meter meter) {
        this.meter = meter;
    }

    /** Steps of everything that has ended so far. */
    long total() {
        return total;
    }

    @Override
    public void begin(long steps) {
        meter.begin(steps);
    }

    @Override
    public void charge(long steps) {
        meter.charge(steps);
    }

    @Override
    public long end() {
        long steps = meter.end();
        total += steps;
        return steps;
    }

    @Override
    public boolean isOverBudget(Throwable thrown) {
        return meter.isOverBudget(thrown);
    }
}
