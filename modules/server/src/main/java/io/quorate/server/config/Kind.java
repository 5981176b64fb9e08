package io.quorate.server.config;

import io.quorate.kernel.Units;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How values of a setting are written.
 *
 * @param range what may stand there, in short
 * @param hint how it is written; empty when the range says it
 * @param isList a value is a list: one in a file, and elsewhere texts with commas between them
 * @param parser answers empty for what is not allowed
 * @param formatter the inverse, in the form that the parser reads
 */
public record Kind<T>(
        String range,
        String hint,
        boolean isList,
        Function<Written, Optional<T>> parser,
        Function<T, String> formatter) {
    private static final int MAX_PORT = 65_535;

    /** What may stand there, for a message. */
    public String allowed() {
        return range + hint;
    }

    private static <T> Kind<T> scalar(
            String range, String hint, Function<String, Optional<T>> parser, Function<T, String> formatter) {
        return new Kind<>(
                range,
                hint,
                false,
                written -> written instanceof Written.Text one ? parser.apply(one.text()) : Optional.empty(),
                formatter);
    }

    static Kind<Long> count(long least, long most) {
        return scalar(
                String.format(Locale.ROOT, "a number from %,d to %,d", least, most),
                "",
                text -> Units.number(text).filter(within(least, most)),
                value -> Long.toString(value));
    }

    static Kind<Long> size(long least, long most) {
        return quantity(Units.SIZE, "a size", "'16 MiB'", least, most);
    }

    /** In ms. */
    static Kind<Long> duration(long least, long most) {
        return quantity(Units.DURATION, "a duration", "'10 s'", least, most);
    }

    private static Kind<Long> quantity(Units units, String what, String example, long least, long most) {
        return scalar(
                what + " from " + units.format(least) + " to " + units.format(most),
                " with its unit (" + units.names() + "), such as " + example,
                text -> units.parse(text).filter(within(least, most)),
                units::format);
    }

    private static Predicate<Long> within(long least, long most) {
        return value -> value >= least && value <= most;
    }

    /** Any text of one line; whoever uses it says what is allowed. */
    static Kind<String> text() {
        return scalar("a text", "", Optional::of, value -> value.isEmpty() ? "''" : value);
    }

    static Kind<Boolean> flag() {
        return scalar(
                "true or false",
                "",
                text -> text.equals("true") || text.equals("false")
                        ? Optional.of(Boolean.valueOf(text))
                        : Optional.empty(),
                value -> Boolean.toString(value));
    }

    static Kind<HostAndPort> address() {
        return scalar(
                "host:port",
                " with a port from 0 (any free one) to " + MAX_PORT + ", an IPv6 host in brackets",
                HostAndPort::parse,
                HostAndPort::toString);
    }

    /** Empty text for none. */
    static Kind<Optional<HostAndPort>> optionalAddress() {
        Kind<HostAndPort> address = address();
        return scalar(
                "'' or host:port",
                address.hint(),
                text -> text.isEmpty()
                        ? Optional.of(Optional.empty())
                        : HostAndPort.parse(text).stream().map(Optional::of).findFirst(),
                value -> value.map(HostAndPort::toString).orElse("''"));
    }

    static Kind<Path> path() {
        return scalar(
                "a path",
                ", absolute or from the working directory",
                text -> text.isEmpty() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(Path.of(text)),
                Path::toString);
    }

    static Kind<List<String>> texts() {
        return new Kind<>(
                "a list of texts",
                "",
                true,
                written -> written instanceof Written.Items items ? Optional.of(items.texts()) : Optional.empty(),
                value -> value.stream().collect(Collectors.joining(", ", "[", "]")));
    }
}
