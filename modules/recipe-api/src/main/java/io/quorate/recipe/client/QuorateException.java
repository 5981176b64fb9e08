package io.quorate.recipe.client;

import io.quorate.recipe.ErrorCode;

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
        if (outcome != CallOutcome.NOT_APPLIED) {
            return false;
        }
        for (ErrorCode known : ErrorCode.values()) {
            if (is(known)) {
                return known.retryable();
            }
        }
        return false;
    }
}
