package io.quorate.runtime.gas;

/** Recipe code used up its steps or its call depth. Recipe code cannot catch it: woven handlers throw it on. */
public final class OutOfGasError extends Error {
    private static final long serialVersionUID = 1L;

    OutOfGasError(String message) {
        super(message, null, false, false);
    }
}
