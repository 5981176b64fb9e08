package io.quorate.recipe;

/**
 * Thrown by a handler to refuse a command: nothing is changed and the caller gets code and message. Has no stack trace,
 * which would differ between replicas.
 */
public final class RecipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code for programs: upper case with underscores, such as {@code NOT_HELD}
     * @param message for people: what was wrong and what to do
     */
    public RecipeException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
