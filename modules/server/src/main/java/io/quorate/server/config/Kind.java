package io.quorate.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How values of a setting are written.
 *
 * @param range what may stand there, in short
 * @param hint how it is written; empty when the range says it
 * @param parser answers empty for a text that is not allowed
 * @param formatter the inverse, in the form that the parser reads
 */
public record Kind<T>(String range, String hint, Function<String, Optional<T>> parser, Function<T, String> formatter) {
    private static final int MAX_PORT = 65_535;

    /** What may stand there, for a message. */
    public String allowed() {
        return range + hint;
    }

    static Kind<Long> count(long least, long most) {
        return new Kind<>(
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
        return new Kind<>(
                what + " from " + units.format(least) + " to " + units.format(most),
                " with its unit (" + units.names() + "), such as " + example,
                text -> units.parse(text).filter(within(least, most)),
                units::format);
    }

    private static Predicate<Long> within(long least, long most) {
        return value -> value >= least && value <= most;
    }

    static Kind<Boolean> flag() {
        return new Kind<>(
                "true or false",
                "",
                text -> text.equals("true") || text.equals("false")
                        ? Optional.of(Boolean.valueOf(text))
                        : Optional.empty(),
                value -> Boolean.toString(value));
    }

    static Kind<HostAndPort> address() {
        return new Kind<>(
                "host:port",
                " with a port from 0 (any free one) to " + MAX_PORT + ", an IPv6 host in brackets",
                HostAndPort::parse,
                HostAndPort::toString);
    }

    /** Empty text for none. */
    static Kind<Optional<HostAndPort>> optionalAddress() {
        Kind<HostAndPort> address = address();
        return new Kind<>(
                "'' or host:port",
                address.hint(),
                text -> text.isEmpty()
                        ? Optional.of(Optional.empty())
                        : address.parser().apply(text).stream()
                                .map(Optional::of)
                                .findFirst(),
                value -> value.map(HostAndPort::toString).orElse("''"));
    }

    static Kind<Path> path() {
        return new Kind<>(
                "a path",
                ", absolute or from the working directory",
                text -> text.isEmpty() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(Path.of(text)),
                Path::toString);
    }

    /** In a file a list, elsewhere texts with commas between them. */
    static Kind<List<String>> texts() {
        return new Kind<>(
                "a list of texts",
                "",
                text -> Optional.of(Stream.of(text.split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList()),
                value -> value.stream().collect(Collectors.joining(", ", "[", "]")));
    }
}
