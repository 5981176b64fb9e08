package io.quorate.recipe.client;

/**
 * The service looked at the call and said no; nothing was changed. The same call fails again until something else changes: correct it, or
 * look at the state. All codes of recipes are of this kind when nothing was changed.
 */
public final class RefusedException extends QuorateException {
    private static final long serialVersionUID = 1L;

    RefusedException(String code, CallOutcome outcome, String message) {
        super(code, outcome, message);
    }
}
