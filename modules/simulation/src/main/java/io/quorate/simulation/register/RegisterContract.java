package io.quorate.simulation.register;

import io.quorate.codec.DefaultValue;
import java.util.List;

/** What clients say to a register. */
public final class RegisterContract {
    /** Cell of what is read. */
    public static final String STATE = "state";

    public static final String RECIPE = "register";
    public static final int VERSION = 1;

    /** Query {@link Read} to {@link Reading}. */
    public static final String READ = "read";

    /** Query {@link ListChanges} to {@link Changes}. */
    public static final String CHANGES = "changes";

    private RegisterContract() {}

    /** A command; all are answered by {@link Done}. */
    public sealed interface Command {
        /** Number that the client gave to it, unique in its world. */
        long operation();

        /** Name on the wire. */
        String name();
    }

    public record Write(long operation, long value) implements Command {
        @Override
        public String name() {
            return "write";
        }
    }

    /** Writes if the register has the expected value. */
    public record Swap(long operation, long expected, long value) implements Command {
        @Override
        public String name() {
            return "swap";
        }
    }

    /** Adds to the register's sum, which is apart from its value. */
    public record Add(long operation, long amount) implements Command {
        @Override
        public String name() {
            return "add";
        }
    }

    /**
     * Answers every command.
     *
     * @param value behind the command
     * @param number of the change; 0 when nothing changed
     */
    public record Done(long value, long sum, long number) {}

    public record Read() {}

    public record Reading(
            @DefaultValue("0") long value,
            @DefaultValue("0") long sum,
            @DefaultValue("0") long number) {}

    /** Event: a change. */
    public record Changed(long number, long operation) {}

    /** Asks what the commands behind a revision did. */
    public record ListChanges(long afterRevision, int limit) {}

    public record Changes(List<Change> changes) {}

    /**
     * What a command did.
     *
     * @param number of the change, from 1 without gaps; 0 when it changed nothing
     */
    public record Change(
            long operation, long session, long sequence, long revision, long value, long sum, long number) {}
}
