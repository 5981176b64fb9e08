package io.quorate.recipe.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Place in the stream of events: a subscription that goes on from there gets what comes behind it.
 *
 * @param epoch restore epoch; events of another one are told as a {@link EventMessage.Reset}
 * @param ordinal number of the event within its revision, from 0
 */
public record Cursor(int epoch, long revision, int ordinal) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,10})\\.(\\d{1,19})\\.(\\d{1,10})");

    public Cursor {
        if (epoch < 0 || revision < 0 || ordinal < 0) {
            throw new IllegalArgumentException(
                    "a cursor has no negative numbers, as " + epoch + ", " + revision + ", " + ordinal + " has");
        }
    }

    /** Reads what {@link #toString} writes; empty for anything else. */
    public static Optional<Cursor> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        try {
            return parts.matches()
                    ? Optional.of(new Cursor(
                            Integer.parseInt(parts.group(1)),
                            Long.parseLong(parts.group(2)),
                            Integer.parseInt(parts.group(3))))
                    : Optional.empty();
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /** The three numbers with dots between, such as {@code 0.4711.0}. */
    @Override
    public String toString() {
        return epoch + "." + revision + "." + ordinal;
    }
}
