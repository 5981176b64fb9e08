package io.quorate.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The server process' log: one line on standard error per record, as time in UTC, level, component and message. */
public final class ServerLogging {
    private ServerLogging() {}

    /** Replaces the logging of this JVM; for processes that are nothing but a server. */
    public static void setUp() {
        LogManager.getLogManager().reset();
        Handler console = new ConsoleHandler();
        console.setFormatter(new OneLine());
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(console);
    }

    static final class OneLine extends Formatter {
        private static final Map<Level, String> LEVELS =
                Map.of(Level.SEVERE, "ERROR", Level.WARNING, "WARN ", Level.INFO, "INFO ");

        @Override
        public String format(LogRecord entry) {
            StringWriter text = new StringWriter();
            PrintWriter out = new PrintWriter(text);
            out.println(entry.getInstant().truncatedTo(ChronoUnit.MILLIS)
                    + " "
                    + LEVELS.getOrDefault(entry.getLevel(), "DEBUG")
                    + " "
                    + component(String.valueOf(entry.getLoggerName()))
                    + "  "
                    + formatMessage(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(out);
            }
            return text.toString();
        }

        /** The class alone: the package tells operators nothing. */
        private static String component(String logger) {
            return logger.substring(logger.lastIndexOf('.') + 1);
        }
    }
}
