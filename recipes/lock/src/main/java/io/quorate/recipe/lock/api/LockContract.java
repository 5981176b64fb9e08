package io.quorate.recipe.lock.api;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.List;

/**
 * What goes over the wire between a lock's clients and the recipe. Programs use {@link LockClient}; this is for those that
 * call the recipe without it or subscribe to its events.
 */
public final class LockContract {
    /** Name of the recipe. */
    public static final String RECIPE = "lock";

    /** Version of all that is declared here. */
    public static final int VERSION = 1;

    /** Command {@link Acquire} to {@link Grant}. */
    public static final String ACQUIRE = "acquire";

    /** Command {@link Release} to {@link Released}. */
    public static final String RELEASE = "release";

    /** Command {@link ForceRelease} to {@link Revoked}. */
    public static final String FORCE_RELEASE = "force-release";

    /** Command {@link RenewMaxHold} to {@link Renewed}. */
    public static final String RENEW_MAX_HOLD = "renew-max-hold";

    /** Command {@link Resume} to {@link Grant}. */
    public static final String RESUME = "resume";

    /** Command {@link Transfer} to {@link Transferred}. */
    public static final String TRANSFER = "transfer";

    /** Command {@link RequestRevoke} to {@link RevokeRequested}. */
    public static final String REQUEST_REVOKE = "request-revoke";

    /** Command {@link AcquireAll} to {@link Grant}. */
    public static final String ACQUIRE_ALL = "acquire-all";

    /** Command {@link ReleaseAll} to {@link ReleasedAll}. */
    public static final String RELEASE_ALL = "release-all";

    /** Query {@link ShowWaits} to {@link WaitGraph}. */
    public static final String WAIT_GRAPH = "wait-graph";

    /** Query {@link Describe} to {@link LockDescription}. */
    public static final String DESCRIBE = "describe";

    /** Error: somebody else holds the lock, or it is kept back, and the caller did not want to wait. */
    public static final String NOT_GRANTED = "NOT_GRANTED";

    /** Error: the hold cannot be resumed, or not with this secret. */
    public static final String RESUME_REFUSED = "RESUME_REFUSED";

    /** Error: the session that is to get the lock does not wait for it. */
    public static final String NOT_WAITING = "NOT_WAITING";

    /** Error: there is no hold with this token, or it is another session's. */
    public static final String NOT_HELD = "NOT_HELD";

    /** Longest time in ms that a hold can be limited to: 30 days. */
    public static final long LONGEST_MAX_HOLD_MILLIS = 30L * 24 * 60 * 60 * 1_000;

    /** Longest time in ms that a hold can outlive its session: 30 days. */
    public static final long LONGEST_DETACHED_MILLIS = LONGEST_MAX_HOLD_MILLIS;

    /** Longest time in ms that a lock can be kept back: a minute. */
    public static final long LONGEST_LOCK_DELAY_MILLIS = 60_000;

    /** Time in ms that a lock is kept back when nobody says how long: not at all. */
    public static final long DEFAULT_LOCK_DELAY_MILLIS = 0;

    /** Waiters among which a transfer looks for its receiver. */
    public static final int TRANSFER_REACH = 1_000;

    /** Most locks that are acquired together. */
    public static final int MAX_LOCKS_OF_SET = 16;

    /** Most sets that wait for one lock. */
    public static final int MAX_WAITING_SETS = 64;

    /** Most sets of one session that wait with the same first lock. */
    public static final int MAX_WAITING_SETS_OF_SESSION = 8;

    /** Time in ms that a set waits before each of its locks, once free, is kept for it: 2 s. */
    public static final long RESERVED_AFTER_MILLIS = 2_000;

    /** Longest label, owner and reason, in characters. */
    public static final int MAX_TEXT_CHARACTERS = 256;

    private static final int DIGEST_CHARACTERS = 64;

    private LockContract() {}

    /**
     * Asks for the lock. The session that holds it waits like any other, unless it names the owner that holds it.
     *
     * @param waitMillis longest wait in log time; 0 to take the lock now or not at all, which never queues
     * @param label what the caller calls itself, shown to others
     * @param owner who of the session asks: the same owner of the same session gets the hold that it has once more, with
     *     the same token, and gives it back as often; empty for nobody, who never holds twice
     * @param maxHoldMillis log time from the grant after which the hold ends whatever its session does; 0 for no limit
     * @param lockDelayMillis log time that the lock is kept back from the next one when the hold was not given back: its session
     *     ended, or its time was over. For what the lock guards and cannot check tokens
     * @param detachedMillis log time that the hold goes on when its session ends, so that another one may resume it; 0 for not at all
     * @param resumeDigest SHA-256 of the UTF-8 of the secret that resumes the hold, in 64 lower-case hexadecimal digits; empty when not detached
     */
    public record Acquire(
            @DefaultValue("0") long waitMillis,
            @DefaultValue("") String label,
            @DefaultValue("") String owner,
            @DefaultValue("0") long maxHoldMillis,
            @DefaultValue("" + DEFAULT_LOCK_DELAY_MILLIS) long lockDelayMillis,
            @DefaultValue("0") long detachedMillis,
            @DefaultValue("") String resumeDigest) {
        public Acquire {
            requireNotNegative("waitMillis", waitMillis);
            requireShort("label", label);
            requireShort("owner", owner);
            requireAtMost("maxHoldMillis", LONGEST_MAX_HOLD_MILLIS, maxHoldMillis);
            requireAtMost("lockDelayMillis", LONGEST_LOCK_DELAY_MILLIS, lockDelayMillis);
            requireAtMost("detachedMillis", LONGEST_DETACHED_MILLIS, detachedMillis);
            if (resumeDigest.length() != (detachedMillis == 0 ? 0 : DIGEST_CHARACTERS)) {
                throw new IllegalArgumentException("resumeDigest must have " + DIGEST_CHARACTERS
                        + " hexadecimal digits when detachedMillis is above 0, and be empty when it is 0");
            }
        }

        public Acquire(long waitMillis, String label) {
            this(waitMillis, label, "", 0, DEFAULT_LOCK_DELAY_MILLIS, 0, "");
        }
    }

    /**
     * Asks for several locks at once: this one and others. All are granted in one step, with one token, or none is; while the caller waits it
     * holds none of them. For {@link #RESERVED_AFTER_MILLIS} it takes them only when all are free at once, and others go past it;
     * from then on each that gets free is kept for it, behind sets that have waited longer.
     *
     * @param others names of the other locks, each once, at most {@link #MAX_LOCKS_OF_SET} with this one
     * @param waitMillis longest wait in log time; 0 to take them now or not at all
     * @param label what the caller calls itself, shown to others
     * @param maxHoldMillis as in {@link Acquire}
     * @param lockDelayMillis as in {@link Acquire}
     */
    public record AcquireAll(
            List<String> others,
            @DefaultValue("0") long waitMillis,
            @DefaultValue("") String label,
            @DefaultValue("0") long maxHoldMillis,
            @DefaultValue("" + DEFAULT_LOCK_DELAY_MILLIS) long lockDelayMillis) {
        public AcquireAll {
            requireNotNegative("waitMillis", waitMillis);
            requireShort("label", label);
            requireAtMost("maxHoldMillis", LONGEST_MAX_HOLD_MILLIS, maxHoldMillis);
            requireAtMost("lockDelayMillis", LONGEST_LOCK_DELAY_MILLIS, lockDelayMillis);
            if (others.isEmpty() || others.size() >= MAX_LOCKS_OF_SET) {
                throw new IllegalArgumentException(
                        "others must name 1 to " + (MAX_LOCKS_OF_SET - 1) + " locks, there are " + others.size());
            }
        }
    }

    /** Gives back what the caller acquired together and still holds; may be sent to any of the locks that it holds of them. */
    public record ReleaseAll(FencingToken token) {}

    /**
     * Holds that were acquired together ended.
     *
     * @param locks that were given back; those that had been taken away before are not among them
     */
    public record ReleasedAll(FencingToken token, List<String> locks) {}

    /** Asks for what keeps the lock from getting free: what its holder waits for, what the holder of that waits for, and so on. */
    public record ShowWaits() {}

    /**
     * The caller holds the lock until it releases it, its session ends, its time is over, or somebody revokes it.
     *
     * @param token larger than that of every hold before, unless the owner held the lock already
     * @param session whose hold it is; a client that has another session by now holds nothing
     * @param entry tells this acquire from others of the same hold; 0 where a hold has only one
     * @param waitedMillis log time from the asking to the grant
     * @param maxHoldMillis log time from the grant, or from this acquire when the owner held the lock already, to the end of
     *     the hold at the latest; 0 for no limit
     */
    public record Grant(FencingToken token, SessionId session, long entry, long waitedMillis, long maxHoldMillis) {
        public Grant(FencingToken token, SessionId session) {
            this(token, session, 0, 0, 0);
        }
    }

    /**
     * Lets the caller's hold, which has a limit, last so much longer from now on; never shorter than it would have.
     *
     * @param maxHoldMillis log time from now, at least 1
     */
    public record RenewMaxHold(FencingToken token, long maxHoldMillis) {
        public RenewMaxHold {
            requireAtMost("maxHoldMillis", LONGEST_MAX_HOLD_MILLIS, maxHoldMillis);
            if (maxHoldMillis == 0) {
                throw new IllegalArgumentException("maxHoldMillis must be at least 1");
            }
        }
    }

    /**
     * The hold goes on.
     *
     * @param maxHoldMillis log time from now to its end at the latest
     */
    public record Renewed(FencingToken token, long maxHoldMillis) {}

    /**
     * Gives an acquire of the caller's hold back. With the last one the hold ends, and the one that has waited longest gets
     * the lock in the same step.
     *
     * @param entry which acquire; 0 for the one that was granted last
     */
    public record Release(
            FencingToken token, @DefaultValue("0") long entry) {
        public Release(FencingToken token) {
            this(token, 0);
        }
    }

    /** Takes a hold away from whoever has it. */
    public record ForceRelease(
            FencingToken token, @DefaultValue("") String reason) {
        public ForceRelease {
            requireShort("reason", reason);
        }
    }

    /**
     * Takes a detached hold over from its session, whether that has ended or not. The hold and its token are the same, and what its
     * session acquired of it is void.
     */
    public record Resume(FencingToken token, String secret) {
        public Resume {
            requireShort("secret", secret);
        }

        /** Without the secret, which must not get into logs. */
        @Override
        public String toString() {
            return "Resume[token=" + token + "]";
        }
    }

    /**
     * Gives the lock to a session that waits for it, past those that have waited longer: the caller's hold ends, and that session gets
     * one of its own, in the same step.
     *
     * @param to must be among the first {@link #TRANSFER_REACH} that wait
     */
    public record Transfer(FencingToken token, SessionId to) {}

    /** Asks whoever has this hold to give it back; nothing is taken. */
    public record RequestRevoke(
            FencingToken token, @DefaultValue("") String reason) {
        public RequestRevoke {
            requireShort("reason", reason);
        }
    }

    /** Asks who holds the lock and who waits. */
    public record Describe() {}

    /** Event: a session got the lock. */
    public record Granted(FencingToken token, SessionId session) {}

    /**
     * Event: a hold ended in the ordinary way. As a reply also: one acquire of it was given back.
     *
     * @param left acquires that were not given back yet; 0 when the hold is over
     */
    public record Released(FencingToken token, ReleaseReason reason, int left) {
        public Released(FencingToken token, ReleaseReason reason) {
            this(token, reason, 0);
        }
    }

    /** Event: a hold had lasted as long as it was to last at most. */
    public record Expired(FencingToken token, SessionId session) {}

    /** Event: a hold went on to another session, or to another handle of its own. */
    public record Resumed(FencingToken token, SessionId session) {}

    /**
     * Event and reply: a holder gave its hold to another session.
     *
     * @param next token of the hold that the other session got
     */
    public record Transferred(FencingToken token, SessionId to, FencingToken next) {}

    /** Event and reply: somebody wants the holder to give its hold back. */
    public record RevokeRequested(FencingToken token, SessionId session, String reason) {}

    /** Event and reply: a hold was taken away. */
    public record Revoked(FencingToken token, SessionId session, String reason) {}

    /** Why a hold ended. */
    public enum ReleaseReason {
        /** Its holder released it. */
        RELEASED,
        /** Its session ended. */
        SESSION_ENDED,
        /** Its caller had given up when it was granted. */
        ABANDONED
    }

    private static void requireNotNegative(String component, long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException(component + " must be 0 or more, was " + millis);
        }
    }

    private static void requireAtMost(String component, long limit, long millis) {
        requireNotNegative(component, millis);
        if (millis > limit) {
            throw new IllegalArgumentException(component + " must be at most " + limit + ", was " + millis);
        }
    }

    private static void requireShort(String component, String text) {
        if (text.length() > MAX_TEXT_CHARACTERS) {
            throw new IllegalArgumentException(
                    component + " has " + text.length() + " characters, allowed are " + MAX_TEXT_CHARACTERS);
        }
    }
}
