package io.quorate.recipe.client;

/**
 * The caller gave the call up, or had closed the client or handle: nobody else is at fault, and nothing is to be done. {@link #outcome}
 * tells what became of the call.
 */
public final class AbortedException extends QuorateException {
    private static final long serialVersionUID = 1L;

    AbortedException(String code, CallOutcome outcome, String message) {
        super(code, outcome, message);
    }
}
