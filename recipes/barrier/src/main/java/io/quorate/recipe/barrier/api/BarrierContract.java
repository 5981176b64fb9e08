package io.quorate.recipe.barrier.api;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.Optional;

/**
 * What goes over the wire between clients of barriers and the recipe. Programs use {@link BarrierClient}; this is for those that
 * call the recipe without it or subscribe to its events.
 *
 * <p>Generations, and phases, are numbers that grow, but not by one: none is given twice, also when the instance was gone meanwhile.
 */
public final class BarrierContract {
    /** Name of the recipe. */
    public static final String RECIPE = "barrier";

    /** Version of all that is declared here. */
    public static final int VERSION = 1;

    /** Command {@link SetCount} to {@link Counted}, of a latch. */
    public static final String SET_COUNT = "set-count";

    /** Command {@link CountDown} to {@link Counted}, of a latch. */
    public static final String COUNT_DOWN = "count-down";

    /** Command {@link AwaitOpen} to {@link Opened}, of a latch. */
    public static final String AWAIT_OPEN = "await-open";

    /** Command {@link Reset} to {@link Counted}, of a latch. */
    public static final String RESET = "reset";

    /** Command {@link Remove} to {@link Counted}, of a latch. */
    public static final String REMOVE = "remove";

    /** Command {@link Arrival} to {@link Passage}, of a cyclic barrier. */
    public static final String AWAIT = "await";

    /** Command {@link Arrival} to {@link Passage}, of a double barrier. */
    public static final String ENTER = "enter";

    /** Command {@link Leave} to {@link Left}, of a double barrier. */
    public static final String LEAVE = "leave";

    /** Command {@link Register} to {@link Registered}, of a phaser. */
    public static final String REGISTER = "register";

    /** Command {@link Arrive} to {@link Arrived}, of a phaser. */
    public static final String ARRIVE = "arrive";

    /** Command {@link Arrive} to {@link Arrived}, of a phaser. */
    public static final String ARRIVE_AND_DEREGISTER = "arrive-and-deregister";

    /** Command {@link AwaitAdvance} to {@link Advanced}, of a phaser. */
    public static final String AWAIT_ADVANCE = "await-advance";

    /** Query {@link Describe} to {@link BarrierDescription}. */
    public static final String DESCRIBE = "describe";

    /** Error: a party of the generation was lost; the message says which. */
    public static final String BROKEN = "BARRIER_BROKEN";

    /** Error: the caller is not inside with this token, or not registered with it. */
    public static final String NOT_A_PARTY = "NOT_A_PARTY";

    /** Most parties of a generation, and the largest count of a latch: one step answers them all. */
    public static final int MAX_PARTIES = 1_000;

    /** Most calls that wait for one latch or phaser: one step answers them all. */
    public static final int MAX_WAITERS = 1_000;

    /** Broken phases that a phaser remembers. */
    public static final int MAX_BROKEN_PHASES = 16;

    /** Longest label and id, in characters. */
    public static final int MAX_TEXT_CHARACTERS = 256;

    private BarrierContract() {}

    /**
     * Says how far a latch is to be counted down, unless that was said before.
     *
     * @param count 1 to {@link #MAX_PARTIES}; another one than was said at first is refused
     */
    public record SetCount(int count) {
        public SetCount {
            requireParties("count", count);
        }
    }

    /**
     * Counts a latch down by one; one that is open stays open.
     *
     * @param id of what is counted: the same one counts once in a generation, whoever says it; empty for something new
     */
    public record CountDown(@DefaultValue("") String id) {
        public CountDown {
            requireShort("id", id);
        }
    }

    /**
     * Closes an open latch again, with a new generation and the same count.
     *
     * @param generation that is open; another one is refused. 0 for whichever it is
     */
    public record Reset(@DefaultValue("0") long generation) {}

    /** Forgets a latch that nobody waits for. */
    public record Remove() {}

    /**
     * A latch as it is now.
     *
     * @param count how often it has to be counted down; 0 when it is open
     */
    public record Counted(long generation, int count) {}

    /**
     * Waits until a latch is open, also one whose count nobody has said yet.
     *
     * @param waitMillis longest wait in log time; 0 for no wait
     */
    public record AwaitOpen(
            @DefaultValue("0") long waitMillis,
            @DefaultValue("") String label) {
        public AwaitOpen {
            requireNotNegative("waitMillis", waitMillis);
            requireShort("label", label);
        }
    }

    /** The latch was opened. */
    public record Opened(long generation) {}

    /**
     * Comes to a cyclic or double barrier as a party of it.
     *
     * @param parties how many are to meet, 1 to {@link #MAX_PARTIES}; the same for all
     * @param policy the same for all
     * @param waitMillis longest wait in log time; 0 to pass now or not at all, which breaks nothing
     * @param label what the party calls itself, shown to others
     */
    public record Arrival(
            int parties,
            @DefaultValue("BREAK") LossPolicy policy,
            @DefaultValue("0") long waitMillis,
            @DefaultValue("") String label) {
        public Arrival {
            requireParties("parties", parties);
            requireNotNegative("waitMillis", waitMillis);
            requireShort("label", label);
        }
    }

    /**
     * All parties of the generation have come.
     *
     * @param token of the generation, larger than that of all before. Whoever is in a double barrier leaves it with this
     * @param session whose party it is
     * @param parties that came; fewer than were said when some were lost
     * @param position of this one, from 1 in the order of arriving
     */
    public record Passage(FencingToken token, SessionId session, long generation, int parties, int position) {}

    /**
     * Takes one party of the caller out of a double barrier. It is out whatever becomes of the wait.
     *
     * @param position of the party, from its {@link Passage}; 0 for any of the caller's
     * @param waitMillis longest wait, in log time, for the others to leave; 0 for no wait
     */
    public record Leave(
            FencingToken token,
            @DefaultValue("0") int position,
            @DefaultValue("0") long waitMillis) {
        public Leave {
            requireNotNegative("position", position);
            requireNotNegative("waitMillis", waitMillis);
        }
    }

    /**
     * The party is out.
     *
     * @param present parties that have not left yet; 0 when all have
     * @param lost the party that broke the generation, if one did
     */
    public record Left(long generation, int present, Optional<Lost> lost) {}

    /**
     * Makes the caller a party of a phaser, one more with each call, from the phase that is under way.
     *
     * @param policy the same for all
     * @param label what the party calls itself, shown to others
     */
    public record Register(
            @DefaultValue("BREAK") LossPolicy policy,
            @DefaultValue("") String label) {
        public Register {
            requireShort("label", label);
        }
    }

    /**
     * The caller is a party until it deregisters or its session ends.
     *
     * @param token names the party
     * @param parties that are registered, with this one
     */
    public record Registered(FencingToken token, SessionId session, long phase, int parties) {}

    /** Arrives at the end of the phase, once in each. */
    public record Arrive(FencingToken token) {}

    /**
     * The party has arrived.
     *
     * @param phase in which it arrived
     * @param missing parties that have not; 0 when this one ended the phase
     */
    public record Arrived(long phase, int missing) {}

    /**
     * Waits for the end of a phase; who waits need not be a party.
     *
     * @param phase that is or was under way
     * @param waitMillis longest wait in log time; 0 for no wait
     * @param label what the caller calls itself, shown to others
     */
    public record AwaitAdvance(
            long phase,
            @DefaultValue("0") long waitMillis,
            @DefaultValue("") String label) {
        public AwaitAdvance {
            requireNotNegative("waitMillis", waitMillis);
            requireShort("label", label);
        }
    }

    /**
     * The phase has ended.
     *
     * @param phase that is under way now; 0 when nobody is registered any more
     * @param parties that are registered now
     */
    public record Advanced(long phase, int parties) {}

    /** Asks what the instance is like. */
    public record Describe() {}

    /**
     * Event: a generation came to its good end: the latch opened, the parties met or entered, the phase advanced.
     *
     * @param parties that took part; the count of a latch
     */
    public record Passed(long generation, int parties) {}

    /** Event: a generation lost a party and is broken. */
    public record Broken(long generation, Lost lost) {}

    /** Event: all parties of a generation have left a double barrier, or are lost. */
    public record Emptied(long generation) {}

    private static void requireParties(String component, int parties) {
        if (parties < 1 || parties > MAX_PARTIES) {
            throw new IllegalArgumentException(component + " must be 1 to " + MAX_PARTIES + ", was " + parties);
        }
    }

    private static void requireNotNegative(String component, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(component + " must be 0 or more, was " + number);
        }
    }

    private static void requireShort(String component, String text) {
        if (text.length() > MAX_TEXT_CHARACTERS) {
            throw new IllegalArgumentException(
                    component + " has " + text.length() + " characters, allowed are " + MAX_TEXT_CHARACTERS);
        }
    }
}
