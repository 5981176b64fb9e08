package io.quorate.server;

/**
 * The server cannot start, or its data directory cannot be used; the message says what is wrong, where, and what to do. Nothing is
 * left running or half made.
 */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
