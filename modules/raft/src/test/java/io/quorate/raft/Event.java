package io.quorate.raft;

import java.util.SplittableRandom;

/** What may happen, and how often while the weather is calm, when leaders fall, and when nothing is sure. */
enum Event {
    MESSAGE(900, 900, 700),
    WRITE(300, 300, 180),
    STRAY(8, 12, 12),
    READ(80, 60, 60),
    INSTALL(10, 10, 10),
    TICK(320, 350, 250),
    SLEEP(1, 1, 2),
    RIVALS(2, 3, 4),
    SILENCE(4, 5, 6),
    PAUSE(1, 2, 3),
    STUCK_DISK(1, 2, 4),
    STOP_LEADERS_CLOCK(1, 1, 1),
    PROPOSE(80, 50, 40),
    ASK(80, 150, 60),
    FLUSH(20, 20, 20),
    CRASH(2, 1, 2),
    RESTART(2, 2, 4),
    START(15, 40, 20),
    TRANSFER(6, 3, 3),
    RECONFIGURE(4, 8, 4),
    ADD_OR_REMOVE(10, 10, 12),
    CUT(1, 0, 2),
    CUT_LEADER(8, 10, 6),
    HEAL(8, 5, 8);

    private final int calm;
    private final int stormy;
    private final int wild;

    Event(int calm, int stormy, int wild) {
        this.calm = calm;
        this.stormy = stormy;
        this.wild = wild;
    }

    private int weight(Weather weather) {
        return switch (weather) {
            case CALM -> calm;
            case STORMY -> stormy;
            case WILD -> wild;
        };
    }

    boolean changesMembers() {
        return this == RECONFIGURE || this == ADD_OR_REMOVE;
    }

    /** Draws one. */
    static Event next(SplittableRandom random, Weather weather) {
        int sum = 0;
        for (Event event : values()) {
            sum += event.weight(weather);
        }
        int dice = random.nextInt(sum);
        for (Event event : values()) {
            dice -= event.weight(weather);
            if (dice < 0) {
                return event;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    enum Weather {
        CALM(60),
        STORMY(200),
        WILD(100);

        /** The longer, the sooner are followers out of patience, measured in messages. */
        final int longestTick;

        Weather(int longestTick) {
            this.longestTick = longestTick;
        }

        static Weather of(long seed) {
            return values()[Math.floorMod(seed, values().length)];
        }
    }
}
