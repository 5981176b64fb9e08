package io.quorate.runtime;

/** The bytes are not fit to be deployed, and no further check makes sense. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
        super(reason, null, false, false);
    }

    /** Name and message of what went wrong below. */
    static String because(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getName() : cause.getClass().getName() + ": " + message;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
