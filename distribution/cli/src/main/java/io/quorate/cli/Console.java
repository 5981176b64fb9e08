package io.quorate.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a command writes, and whom it can ask.
 *
 * @param out data only, for the next program
 * @param err talk: progress, hints and errors
 * @param isTerminal a person watches {@code err}
 * @param keyboard what a person types, who also watches {@code err}; empty when there is nobody to ask
 */
public record Console(PrintStream out, PrintStream err, boolean isTerminal, Optional<BufferedReader> keyboard) {
    /** Set by the start script, which can tell. */
    private static final String TERMINAL_PROPERTY = "quorate.terminal";

    /** Set by the start script too. */
    private static final String KEYBOARD_PROPERTY = "quorate.keyboard";

    /** Nobody can be asked. */
    public Console(PrintStream out, PrintStream err, boolean isTerminal) {
        this(out, err, isTerminal, Optional.empty());
    }

    /** The process's own streams, in UTF-8 and flushed with each line. */
    static Console ofProcess() {
        return new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Boolean.getBoolean(TERMINAL_PROPERTY),
                Boolean.getBoolean(KEYBOARD_PROPERTY)
                        ? Optional.of(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)))
                        : Optional.empty());
    }

    /** The line that a person types for an answer; empty when there is nobody, or they end the input. Waits for it. */
    public Optional<String> ask(String question) {
        if (keyboard.isEmpty()) {
            return Optional.empty();
        }
        err.print(question);
        err.flush();
        try {
            return Optional.ofNullable(keyboard.get().readLine()).map(String::strip);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One line of data. */
    public void print(String line) {
        out.println(line);
        out.flush();
    }

    /** One line of talk. */
    public void say(String line) {
        err.println(line);
        err.flush();
    }
}
