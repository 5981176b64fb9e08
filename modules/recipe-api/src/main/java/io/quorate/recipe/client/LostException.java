package io.quorate.recipe.client;

/**
 * What the caller had is gone: its session, a hold, or the reply of a command that took effect. Begin again from what the state says; {@link
 * #outcome} tells what became of the call itself.
 */
public final class LostException extends QuorateException {
    private static final long serialVersionUID = 1L;

    LostException(String code, CallOutcome outcome, String message) {
        super(code, outcome, message);
    }
}
