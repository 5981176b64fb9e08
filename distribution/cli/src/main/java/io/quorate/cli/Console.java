package io.quorate.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes.
 *
 * @param out data only, for the next program
 * @param err talk: progress, hints and errors
 * @param isTerminal a person watches {@code err}
 */
public record Console(PrintStream out, PrintStream err, boolean isTerminal) {
    /** Set by the start script, which can tell. */
    private static final String TERMINAL_PROPERTY = "quorate.terminal";

    /** The process's own streams, in UTF-8 and flushed with each line. */
    static Console ofProcess() {
        return new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Boolean.getBoolean(TERMINAL_PROPERTY));
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
