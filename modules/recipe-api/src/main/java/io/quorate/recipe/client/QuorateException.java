package io.quorate.recipe.client;

import io.quorate.recipe.ErrorCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A call that failed: code for programs, message for people, and what is known of its effect. Its kind says what the caller does about
 * it.
 */
public abstract sealed class QuorateException extends RuntimeException
        permits RefusedException, UnavailableException, OutcomeUnknownException, LostException, AbortedException {
    private static final long serialVersionUID = 1L;

    private static final Set<ErrorCode> ABORTED = EnumSet.of(ErrorCode.CANCELLED, ErrorCode.CLOSED);

    private static final Set<ErrorCode> LOST = EnumSet.of(
            ErrorCode.BODY_GONE,
            ErrorCode.SESSION_EXPIRED,
            ErrorCode.SESSION_EXPIRING,
            ErrorCode.SESSION_TAKEN,
            ErrorCode.CLUSTER_RESTORED,
            ErrorCode.HOLD_LOST);

    private final String code;
    private final CallOutcome outcome;

    /** Is called by {@link #of} alone. */
    QuorateException(String code, CallOutcome outcome, String message) {
        super(message + " [" + code + ", " + outcome + "]");
        this.code = code;
        this.outcome = outcome;
    }

    /**
     * The failure of the kind that code and outcome make it. The code decides when it tells that the caller gave up or that something is
     * lost, else the outcome; of what surely changed nothing, codes that may pass by themselves are unavailable, and all others, recipes'
     * own among them, refused.
     *
     * @param code name of an {@link ErrorCode} or a recipe's own code
     */
    public static QuorateException of(String code, CallOutcome outcome, String message) {
        Optional<ErrorCode> known = known(code);
        if (known.filter(ABORTED::contains).isPresent()) {
            return new AbortedException(code, outcome, message);
        }
        if (known.filter(LOST::contains).isPresent()) {
            return new LostException(code, outcome, message);
        }
        return switch (outcome) {
            case APPLIED -> new LostException(code, outcome, message);
            case UNKNOWN -> new OutcomeUnknownException(code, outcome, message);
            case NOT_APPLIED ->
                known.filter(ErrorCode::retryable).isPresent()
                        ? new UnavailableException(code, outcome, message)
                        : new RefusedException(code, outcome, message);
        };
    }

    /** Like {@link #of(String, CallOutcome, String)}. */
    public static QuorateException of(ErrorCode code, CallOutcome outcome, String message) {
        return of(code.name(), outcome, message);
    }

    /** Name of an {@link ErrorCode} or a recipe's own code. */
    public String code() {
        return code;
    }

    public boolean is(ErrorCode other) {
        return code.equals(other.name());
    }

    /** The session has ended or its client was closed: what it had is gone, and nothing of it is left to give back. */
    public boolean isEndOfSession() {
        return is(ErrorCode.SESSION_EXPIRED) || is(ErrorCode.SESSION_EXPIRING) || is(ErrorCode.CLOSED);
    }

    public CallOutcome outcome() {
        return outcome;
    }

    /** Nothing was applied and the same call may succeed later: it is an {@link UnavailableException}. */
    public boolean retryable() {
        return this instanceof UnavailableException;
    }

    /**
     * What the code means and what to do, for people, as {@code quorate explain} says it too. A recipe's own codes have none: their
     * message says it.
     */
    public Optional<String> hint() {
        return known(code).map(ErrorCode::hint);
    }

    private static Optional<ErrorCode> known(String code) {
        return Arrays.stream(ErrorCode.values())
                .filter(each -> each.name().equals(code))
                .findFirst();
    }
}
