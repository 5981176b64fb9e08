package io.quorate.recipe.client;

import io.quorate.recipe.ErrorCode;
import java.util.Arrays;
import java.util.Optional;

/** A call that failed: code for programs, message for people, and what is known of its effect. */
public final class QuorateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final CallOutcome outcome;

    /**
     * @param code name of an {@link ErrorCode} or a recipe's own code
     */
    public QuorateException(String code, CallOutcome outcome, String message) {
        super(message + " [" + code + ", " + outcome + "]");
        this.code = code;
        this.outcome = outcome;
    }

    public QuorateException(ErrorCode code, CallOutcome outcome, String message) {
        this(code.name(), outcome, message);
    }

    public String code() {
        return code;
    }

    public boolean is(ErrorCode other) {
        return code.equals(other.name());
    }

    public CallOutcome outcome() {
        return outcome;
    }

    /** Nothing was applied and the same call may succeed later. */
    public boolean retryable() {
        return outcome == CallOutcome.NOT_APPLIED
                && known().filter(ErrorCode::retryable).isPresent();
    }

    /**
     * What the code means and what to do, for people, as {@code quorate explain} says it too. A recipe's own codes have none: their
     * message says it.
     */
    public Optional<String> hint() {
        return known().map(ErrorCode::hint);
    }

    private Optional<ErrorCode> known() {
        return Arrays.stream(ErrorCode.values()).filter(this::is).findFirst();
    }
}
