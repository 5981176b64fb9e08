package io.quorate.recipe.client;

/**
 * No server could do it in time, or had room for it; nothing was changed. The same call may succeed later, when servers and network do
 * again.
 */
public final class UnavailableException extends QuorateException {
    private static final long serialVersionUID = 1L;

    UnavailableException(String code, CallOutcome outcome, String message) {
        super(code, outcome, message);
    }
}
