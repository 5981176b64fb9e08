package io.quorate.raft;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How often what happens in one run. Some kinds of events are left out, others come more often than usual: a fault that never
 * lets another one ripen hides as much as one that never comes (Groce et al., "Swarm Testing", ISSTA 2012).
 */
final class Weather {
    private static final int[] LONGEST_TICKS = {60, 100, 200};

    /** One kind of event in so many is left out. */
    private static final int LEFT_OUT = 4;

    /** In one run out of so many the members stay who they are. */
    private static final int SAME_MEMBERS = 3;

    /** Of the usual weight, in quarters. */
    private static final int[] QUARTERS = {1, 2, 4, 4, 8, 16};

    /** In steps. */
    private static final int[] LASTING = {0, 0, 400, 1_200};

    private static final int[] PATIENCE = {1, 2, 3, 4};

    private static final int[] STRAYING = {4, 8, 8, 24};

    /** A link is bad in runs in which both of its ends take part; the founders have the lowest numbers. */
    private static final int NODES_OF_BAD_LINKS = 5;

    private final EnumMap<Event, Integer> weights = new EnumMap<>(Event.class);
    private int sum;

    /** The longer, the sooner are followers out of patience, measured in messages. */
    final int longestTick;

    /** For so many steps a leader that was cut off stays where it is; else whatever comes next ends it. */
    final int cutLasts;

    /** What a cut is in the way of arrives when it is over, in part; else it is lost. */
    final boolean holds;

    /** Mostly one cut follows the other, and hardly ever do all hear each other. */
    final boolean shifts;

    /** One in so many requests that wait for a leader is made as soon as there is one. */
    final int patience;

    /** Of a hundred messages so many come again later, or late. */
    final int straying;

    /** A member that hears another one badly, in some runs. */
    private final int hears;

    private final int speaks;

    private Weather(SplittableRandom random) {
        longestTick = LONGEST_TICKS[random.nextInt(LONGEST_TICKS.length)];
        cutLasts = LASTING[random.nextInt(LASTING.length)];
        holds = random.nextInt(3) == 0;
        shifts = random.nextInt(3) == 0;
        patience = PATIENCE[random.nextInt(PATIENCE.length)];
        straying = STRAYING[random.nextInt(STRAYING.length)];
        hears = 1 + random.nextInt(NODES_OF_BAD_LINKS);
        speaks = 1 + random.nextInt(NODES_OF_BAD_LINKS);
    }

    static Weather of(SplittableRandom random) {
        Weather weather = new Weather(random);
        boolean sameMembers = random.nextInt(SAME_MEMBERS) == 0;
        for (Event event : Event.values()) {
            int share = event.needed ? random.nextInt(3, 6) : share(random);
            if (sameMembers && event.changesMembers()) {
                continue;
            }
            weather.weights.put(event, event.usual * share);
            weather.sum += event.usual * share;
        }
        return weather;
    }

    private static int share(SplittableRandom random) {
        return random.nextInt(LEFT_OUT) == 0 ? 0 : QUARTERS[random.nextInt(QUARTERS.length)];
    }

    boolean has(Event event) {
        return weights.getOrDefault(event, 0) > 0;
    }

    /** Whether the message goes over a link that loses every other one. */
    boolean isOnBadLink(Message message) {
        return message.from() == speaks && message.to() == hears;
    }

    /** Draws what happens next. */
    Event next(SplittableRandom random) {
        int dice = random.nextInt(sum);
        for (Map.Entry<Event, Integer> each : weights.entrySet()) {
            dice -= each.getValue();
            if (dice < 0) {
                return each.getKey();
            }
        }
        throw new IllegalStateException("weights do not add up");
    }
}
