package io.quorate.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a command writes, and whom it can ask.
 *
 * @param out data only, for the next program
 * @param err talk: progress, hints and errors
 * @param isTerminal a person watches {@code err}
 * @param keyboard what a person types, who also watches {@code err}; empty when there is nobody to ask
 * @param width places in a line of the terminal that shows {@code out}; empty when it is none
 */
public record Console(
        PrintStream out, PrintStream err, boolean isTerminal, Optional<BufferedReader> keyboard, OptionalInt width) {
    /** Set by the start script, which can tell. */
    private static final String TERMINAL_PROPERTY = "quorate.terminal";

    /** Set by the start script too. */
    private static final String KEYBOARD_PROPERTY = "quorate.keyboard";

    /** And this one; not there, or 0, when there is no terminal or it does not say. */
    private static final String WIDTH_PROPERTY = "quorate.width";

    /** Nobody can be asked. */
    public Console(PrintStream out, PrintStream err, boolean isTerminal) {
        this(out, err, isTerminal, Optional.empty(), OptionalInt.empty());
    }

    /** The process's own streams, in UTF-8 and flushed with each line. */
    static Console ofProcess() {
        return new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Boolean.getBoolean(TERMINAL_PROPERTY),
                Boolean.getBoolean(KEYBOARD_PROPERTY)
                        ? Optional.of(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)))
                        : Optional.empty(),
                Invocation.number(System.getProperty(WIDTH_PROPERTY, ""), 1, Integer.MAX_VALUE));
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
