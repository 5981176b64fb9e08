package io.quorate.cli.shape;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them. */
public final class Durations {
    /** For messages: what may be typed. */
    public static final String ALLOWED = "a duration such as 500ms, 30s, 5m, 2h or 1d";

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?([a-z]+)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Durations() {}

    /** In the largest unit that gives a whole number. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        String largest = millis + "ms";
        for (String unit : List.of("s", "m", "h", "d")) {
            long inUnit = Objects.requireNonNull(UNITS.get(unit)).toMillis();
            if (millis != 0 && millis % inUnit == 0) {
                largest = millis / inUnit + unit;
            }
        }
        return largest;
    }

    /** Empty when the text is not {@link #ALLOWED}. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.ofNullable(UNITS.get(matcher.group(2)))
                .filter(unit -> number <= Long.MAX_VALUE / Math.max(1, unit.toMillis()))
                .map(unit -> Duration.ofMillis(number * unit.toMillis()));
    }
}
