package io.quorate.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All that is left to chance in a world, from one seed. Each part of the world has a branch of its own. */
public final class Chance {
    private final SplittableRandom random;

    public Chance(long seed) {
        this(new SplittableRandom(seed));
    }

    private Chance(SplittableRandom random) {
        this.random = random;
    }

    /** A generator whose numbers do not depend on how often this one is asked from now on. */
    public Chance branch() {
        return new Chance(random.split());
    }

    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public int number() {
        return random.nextInt();
    }

    public long seed() {
        return random.nextLong();
    }

    /** Both ends included. */
    public long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    /** Nanoseconds between two times in microseconds, both included. */
    public long micros(long least, long most) {
        return between(least * 1_000, most * 1_000);
    }

    /** Nanoseconds between two times in milliseconds, both included. */
    public long millis(long least, long most) {
        return between(least * 1_000_000, most * 1_000_000);
    }

    public <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    public RandomGenerator generator() {
        return random;
    }
}
