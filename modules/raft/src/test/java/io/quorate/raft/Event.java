package io.quorate.raft;

import java.util.SplittableRandom;

/** What may happen, and how often while the weather is calm, when leaders fall, and when nothing is sure. */
enum Event {
    MESSAGE(900, 900, 700),
    WRITE(300, 220, 180),
    STRAY(8, 12, 12),
    READ(80, 60, 60),
    INSTALL(10, 10, 10),
    TICK(320, 150, 200),
    SLEEP(1, 2, 2),
    RIVALS(2, 8, 8),
    SILENCE(5, 14, 12),
    PAUSE(1, 2, 2),
    STUCK_DISK(2, 5, 5),
    STOP_LEADERS_CLOCK(1, 1, 1),
    PROPOSE(80, 50, 40),
    ASK(60, 60, 60),
    FLUSH(20, 20, 20),
    CRASH(2, 1, 3),
    RESTART(2, 3, 6),
    START(10, 12, 15),
    TRANSFER(6, 3, 3),
    RECONFIGURE(2, 0, 2),
    ADD_OR_REMOVE(8, 10, 10),
    CUT(2, 5, 4),
    CUT_LEADER(3, 6, 4),
    HEAL(12, 10, 12);

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
        CALM,
        STORMY,
        WILD
    }
}
