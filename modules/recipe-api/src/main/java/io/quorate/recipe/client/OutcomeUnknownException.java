package io.quorate.recipe.client;

/** The call may or may not have taken effect, and nothing can tell any more: read the state before doing it again. */
public final class OutcomeUnknownException extends QuorateException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(String code, CallOutcome outcome, String message) {
        super(code, outcome, message);
    }
}
