package io.quorate.kernel;

import java.util.List;
import java.util.Optional;

/** What the numbers of a key mean, and how people write them. */
public sealed interface Scale permits Units, Choice {
    /** Empty for what is not written like this. */
    Optional<Long> parse(String text);

    /** As {@link #parse} reads it. */
    String format(long value);

    /** What a client needs to know to format: {@link #of} reads it. */
    String base();

    /** From the least to the most value, for people. */
    String range(long least, long most);

    /** What may be set, for a message. */
    String allowed(long least, long most);

    /** The scale of this base; empty for one that only a newer version knows. */
    static Optional<Scale> of(String base) {
        if (base.indexOf(Choice.SEPARATOR) > 0) {
            return Optional.of(new Choice(List.of(base.split("\\" + Choice.SEPARATOR, -1))));
        }
        for (Units units : Units.values()) {
            if (units.base().equals(base)) {
                return Optional.of(units);
            }
        }
        return Optional.empty();
    }
}
