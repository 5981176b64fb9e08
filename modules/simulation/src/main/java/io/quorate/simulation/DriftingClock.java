package io.quorate.simulation;

/**
 * The clocks of a machine: a monotonic one that runs a little fast or slow and stands still while its machine is suspended, and one
 * of the wall, which may be hours off.
 */
public final class DriftingClock {
    /** Largest error of the rate under which sessions keep their promises, in millionths: 1 %. */
    public static final int MAX_DRIFT_PPM = 10_000;

    /** UTC at the beginning of every world, in ms. */
    private static final long WALL_ORIGIN_MILLIS = 1_700_000_000_000L;

    private static final long MILLION = 1_000_000;

    /** No wall clock is further from the right time. */
    private static final long MAX_WALL_ERROR_MILLIS = 12 * 3_600_000L;

    /** Longest time that is waited for at once; who waits for longer looks at the clock again. */
    private static final long MAX_DELAY_NANOS = 3_600_000_000_000L;

    private final VirtualTime time;
    private final int driftPpm;
    private final long bornNanos;
    private final long originNanos;
    private final long wallErrorMillis;
    private long suspendedNanos;
    private long awakeNanos;
    private long shownNanos;

    /**
     * @param driftPpm by how many millionths it is fast, or slow when negative
     * @param originNanos what it shows now; says also by how much the wall clock is wrong, by up to 12 h
     */
    public DriftingClock(VirtualTime time, int driftPpm, long originNanos) {
        this.wallErrorMillis = originNanos % (2 * MAX_WALL_ERROR_MILLIS) - MAX_WALL_ERROR_MILLIS;
        this.time = time;
        this.driftPpm = driftPpm;
        this.originNanos = originNanos;
        this.bornNanos = time.nanos();
    }

    /** One with a drift of up to {@link #MAX_DRIFT_PPM}, the extremes being likely. */
    public static DriftingClock any(VirtualTime time, Chance chance) {
        int drift = chance.oneIn(2)
                ? (int) chance.between(-MAX_DRIFT_PPM, MAX_DRIFT_PPM)
                : chance.oneIn(2) ? MAX_DRIFT_PPM : -MAX_DRIFT_PPM;
        return new DriftingClock(time, drift, chance.between(0, 1_000_000_000_000L));
    }

    public long nanos() {
        long elapsed = time.nanos() - bornNanos - suspendedNanos;
        shownNanos = Math.max(shownNanos, originNanos + elapsed + elapsed * driftPpm / MILLION);
        return shownNanos;
    }

    /** The wall clock, which goes on while its machine is suspended. */
    public long wallMillis() {
        return WALL_ORIGIN_MILLIS + wallErrorMillis + time.millis();
    }

    /** True time in which this clock goes on by at least so much. */
    public long trueNanos(long localNanos) {
        return localNanos <= 0 ? 0 : Math.min(localNanos, MAX_DELAY_NANOS) * MILLION / (MILLION + driftPpm) + 1;
    }

    /** The machine sleeps: the clock stands still until then. */
    public void sleepUntil(long trueNanos) {
        nanos();
        suspendedNanos += Math.max(0, trueNanos - Math.max(time.nanos(), awakeNanos));
        awakeNanos = Math.max(awakeNanos, trueNanos);
    }
}
