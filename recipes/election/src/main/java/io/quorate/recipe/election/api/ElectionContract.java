package io.quorate.recipe.election.api;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What goes over the wire between an election's clients and the recipe. Programs use {@link ElectionClient}; this is for those
 * that call the recipe without it or subscribe to its event, {@link LeaderView}.
 */
public final class ElectionContract {
    /** Name of the recipe. */
    public static final String RECIPE = "election";

    /** Version of all that is declared here. */
    public static final int VERSION = 1;

    /** Command {@link Join} to {@link Joined}. */
    public static final String JOIN = "join";

    /** Command {@link Campaign} to {@link Elected}. */
    public static final String CAMPAIGN = "campaign";

    /** Command {@link Leave} to {@link Left}. */
    public static final String LEAVE = "leave";

    /** Command {@link Resign} to {@link TermOver}. */
    public static final String RESIGN = "resign";

    /** Command {@link Proclaim} to {@link Proclaimed}. */
    public static final String PROCLAIM = "proclaim";

    /** Command {@link Prepare} to {@link Prepared}. */
    public static final String PREPARE = "prepare";

    /** Command {@link Yield} to {@link TermOver}. */
    public static final String YIELD = "yield";

    /** Command {@link Promote} to {@link Standing}. */
    public static final String PROMOTE = "promote";

    /** Command {@link Pin} to {@link Standing}. */
    public static final String PIN = "pin";

    /** Command {@link Unpin} to {@link Standing}. */
    public static final String UNPIN = "unpin";

    /** Command {@link Exclude} to {@link Standing}. */
    public static final String EXCLUDE = "exclude";

    /** Command {@link Include} to {@link Standing}. */
    public static final String INCLUDE = "include";

    /** Command {@link HandOverTo} to {@link Standing}. */
    public static final String HAND_OVER = "hand-over";

    /** Query {@link Describe} to {@link ElectionDescription}. */
    public static final String DESCRIBE = "describe";

    /** Error: there is no such candidacy any more, or it is another session's. */
    public static final String NOT_CANDIDATE = "NOT_CANDIDATE";

    /** Error: this is not the present term, or it is another session's. */
    public static final String NOT_LEADING = "NOT_LEADING";

    /** Error: the caller would not lead now, and did not want to wait. */
    public static final String NOT_ELECTED = "NOT_ELECTED";

    /** Error: the candidate may not lead at present. */
    public static final String NOT_ELIGIBLE = "NOT_ELIGIBLE";

    /** Error: the election has as many candidates or exclusions as it may have. */
    public static final String ELECTION_FULL = "ELECTION_FULL";

    /** Candidates of one election. */
    public static final int MAX_CANDIDATES = 1_000;

    /** Excluded names of one election. */
    public static final int MAX_EXCLUSIONS = 100;

    /** Highest priority; the lowest is 0. */
    public static final int MAX_PRIORITY = 1_000;

    /** Longest name, in characters. */
    public static final int MAX_NAME_CHARACTERS = 100;

    /** Longest reason, in characters. */
    public static final int MAX_REASON_CHARACTERS = 256;

    /** Labels of one candidate. */
    public static final int MAX_LABELS = 16;

    /** Longest key and longest value of a label, in characters. */
    public static final int MAX_LABEL_CHARACTERS = 64;

    /** Longest payload, in characters. */
    public static final int MAX_PAYLOAD_CHARACTERS = 4_096;

    /** Time in ms that a leader has for a hand-over when nobody says how long. */
    public static final long DEFAULT_HAND_OVER_MILLIS = 10_000;

    /** Longest time in ms that a leader can have for a hand-over: an hour. */
    public static final long LONGEST_HAND_OVER_MILLIS = 60L * 60 * 1_000;

    /** Longest time in ms for which a candidate that resigned can be kept from leading: a day. */
    public static final long LONGEST_COOL_DOWN_MILLIS = 24L * 60 * 60 * 1_000;

    /**
     * Time in ms after which the term of a leader ends that was to stop and whose client has not heard of it, though its session
     * lives: as long as a session can live without a sign of life, unless the cluster allows more.
     */
    public static final long LONGEST_SILENCE_MILLIS = 5L * 60 * 1_000;

    private ElectionContract() {}

    /**
     * Makes the session a candidate until it leaves or ends.
     *
     * @param name what the program calls itself, shown to others; administrators exclude and pin by it
     * @param priority 0 to {@link #MAX_PRIORITY}; a higher one leads before a lower one
     * @param labels shown to others
     * @param payload what others are to know of the leader, such as its address
     * @param handOverMillis log time that it has to stop when it leads and is to hand over to one of a higher priority
     */
    public record Join(
            @DefaultValue("") String name,
            @DefaultValue("0") int priority,
            SortedMap<String, String> labels,
            @DefaultValue("") String payload,
            @DefaultValue("" + DEFAULT_HAND_OVER_MILLIS) long handOverMillis) {
        public Join {
            requireFit(name, priority, labels, payload, handOverMillis);
        }

        public Join(String name, int priority) {
            this(name, priority, new TreeMap<>(), "", DEFAULT_HAND_OVER_MILLIS);
        }
    }

    /**
     * The session is a candidate.
     *
     * @param candidacy its number in this election; larger than those before
     * @param token of the term, when it leads at once
     */
    public record Joined(long candidacy, SessionId session, Optional<FencingToken> token) {}

    /**
     * Makes the session a candidate for one term: answered when it leads, and no longer a candidate when that term is over.
     *
     * @param waitMillis longest wait in log time; 0 to lead now or not at all
     */
    public record Campaign(
            @DefaultValue("0") long waitMillis,
            @DefaultValue("") String name,
            @DefaultValue("0") int priority,
            SortedMap<String, String> labels,
            @DefaultValue("") String payload,
            @DefaultValue("" + DEFAULT_HAND_OVER_MILLIS) long handOverMillis) {
        public Campaign {
            if (waitMillis < 0) {
                throw new IllegalArgumentException("waitMillis must be 0 or more, was " + waitMillis);
            }
            requireFit(name, priority, labels, payload, handOverMillis);
        }

        /** The same for more than one term. */
        public Join joining() {
            return new Join(name, priority, labels, payload, handOverMillis);
        }

        public Campaign(long waitMillis, String name, int priority) {
            this(waitMillis, name, priority, new TreeMap<>(), "", DEFAULT_HAND_OVER_MILLIS);
        }
    }

    /** The session leads. */
    public record Elected(FencingToken token, SessionId session, long candidacy) {}

    /** Ends a candidacy of the caller's session, and its term if it leads. */
    public record Leave(long candidacy) {}

    /** It is no candidacy any more. */
    public record Left(long candidacy) {}

    /**
     * Ends the caller's term. Its candidacy goes behind all others of its priority, or ends if it was for one term.
     *
     * @param coolDownMillis log time for which it does not lead again; it goes behind the others when that is over
     */
    public record Resign(
            FencingToken token, @DefaultValue("0") long coolDownMillis) {
        public Resign {
            requireWithin("coolDownMillis", 0, LONGEST_COOL_DOWN_MILLIS, coolDownMillis);
        }
    }

    /** The caller's term is over. */
    public record TermOver(FencingToken token) {}

    /** Replaces what others know of the leader, the caller. */
    public record Proclaim(
            FencingToken token, @DefaultValue("") String payload) {
        public Proclaim {
            requireAtMost("payload", MAX_PAYLOAD_CHARACTERS, payload);
        }
    }

    /** The others are told. */
    public record Proclaimed(FencingToken token) {}

    /** The caller leads and has heard that it is to stop: from now on its time counts. */
    public record Prepare(FencingToken token) {}

    /**
     * The caller's term ends soon.
     *
     * @param leftMillis log time from now to its end at the latest
     */
    public record Prepared(FencingToken token, long leftMillis) {}

    /** The caller leads, is to stop, and has stopped. */
    public record Yield(FencingToken token) {}

    /** Puts a candidate before all others, whatever their priorities, until it has led. The present leader leads on. */
    public record Promote(long candidacy) {}

    /**
     * Only candidates of this name may lead from now on, until {@link Unpin}. Another one that leads is to hand over.
     *
     * @param name must not be empty
     */
    public record Pin(String name) {
        public Pin {
            requireName(name);
        }
    }

    /** Takes {@link Pin} back. */
    public record Unpin() {}

    /**
     * Candidates of this name do not lead from now on, until {@link Include}. One that leads is to hand over.
     *
     * @param name must not be empty
     */
    public record Exclude(String name, @DefaultValue("") String reason) {
        public Exclude {
            requireName(name);
            requireAtMost("reason", MAX_REASON_CHARACTERS, reason);
        }
    }

    /** Takes {@link Exclude} back. */
    public record Include(String name) {
        public Include {
            requireName(name);
        }
    }

    /**
     * The leader is to hand over to this candidate.
     *
     * @param withinMillis log time that the leader has; a hand-over that is under way keeps its own
     */
    public record HandOverTo(
            long candidacy,
            @DefaultValue("" + DEFAULT_HAND_OVER_MILLIS) long withinMillis) {
        public HandOverTo {
            requireWithin("withinMillis", 1, LONGEST_HAND_OVER_MILLIS, withinMillis);
        }
    }

    /**
     * What an administrator's command has led to.
     *
     * @param token of the present term; empty when nobody leads
     * @param handingOver the leader is to stop
     */
    public record Standing(Optional<FencingToken> token, boolean handingOver) {}

    /** Asks who leads and who would. */
    public record Describe() {}

    private static void requireFit(
            String name, int priority, SortedMap<String, String> labels, String payload, long handOverMillis) {
        requireAtMost("name", MAX_NAME_CHARACTERS, name);
        requireWithin("priority", 0, MAX_PRIORITY, priority);
        requireAtMost("payload", MAX_PAYLOAD_CHARACTERS, payload);
        requireWithin("handOverMillis", 1, LONGEST_HAND_OVER_MILLIS, handOverMillis);
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("there are " + labels.size() + " labels, allowed are " + MAX_LABELS);
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            requireAtMost("the key of a label", MAX_LABEL_CHARACTERS, label.getKey());
            requireAtMost("label '" + label.getKey() + "'", MAX_LABEL_CHARACTERS, label.getValue());
        }
    }

    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        requireAtMost("name", MAX_NAME_CHARACTERS, name);
    }

    private static void requireWithin(String component, long least, long most, long value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(component + " must be " + least + " to " + most + ", was " + value);
        }
    }

    private static void requireAtMost(String component, int most, String text) {
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    component + " has " + text.length() + " characters, allowed are " + most);
        }
    }
}
