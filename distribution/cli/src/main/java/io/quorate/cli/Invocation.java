package io.quorate.cli;

import io.quorate.cli.shape.Columns;
import io.quorate.cli.shape.Durations;
import io.quorate.codec.RecordCodec;
import io.quorate.codec.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ParseResult;

/** A command line that was understood, and where its results go. */
record Invocation(ParseResult line, GlobalOptions globals, Console console) {
    private static final Duration LONGEST = Duration.ofDays(365);

    String operand(int index) {
        return line.matchedPositionalValue(index, "");
    }

    List<String> operands(int index) {
        return line.matchedPositionalValue(index, List.of());
    }

    Optional<String> option(String name) {
        return line.hasMatchedOption(name) ? Optional.of(line.matchedOptionValue(name, "")) : Optional.empty();
    }

    boolean flag(String name) {
        return line.hasMatchedOption(name);
    }

    List<String> options(String name) {
        return line.matchedOptionValue(name, List.of());
    }

    /** Empty when the text is no number from {@code least} to {@code most}. */
    static OptionalInt number(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (NumberFormatException noNumber) {
            return OptionalInt.empty();
        }
    }

    Optional<Duration> duration(String name) {
        return option(name).map(text -> duration(name, text));
    }

    /** Above zero, since nothing can be done in no time, and within what clocks can count. */
    static Duration duration(String name, String text) {
        Duration duration = Durations.parse(text)
                .orElseThrow(() ->
                        new Failure(ExitCode.USAGE, "option " + name + ": '" + text + "' is not " + Durations.ALLOWED));
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new Failure(
                    ExitCode.USAGE,
                    "option " + name + ": '" + text + "' is out of range; allowed is 1ms to "
                            + Durations.format(LONGEST));
        }
        return duration;
    }

    /** For words to people: they are what the command gives, unless it gives JSON. */
    Console forPeople() {
        return globals.output() == OutputFormat.JSON
                ? new Console(console.err(), console.err(), console.isTerminal())
                : console;
    }

    /** How tables are set. */
    Columns columns() {
        return globals.wide() ? Columns.WHOLE : new Columns(console.width());
    }

    /** Writes a value as data, in the form that was asked for. */
    void show(Shape shape, Object tree) {
        console.out().print(globals.output().render(shape, tree, columns()));
        console.out().flush();
    }

    <T extends Record> void show(Class<T> type, T value) {
        show(RecordCodec.of(type).shape(), Trees.of(type, value));
    }
}
