package io.quorate.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities as people write them: a whole number, and its unit if it has one. */
public enum Units implements Scale {
    /** Of things, without a unit. */
    COUNT,
    /** In bytes. */
    SIZE,
    /** In ms. */
    DURATION;

    private static final List<Map.Entry<String, Long>> SIZES = List.of(
            Map.entry("B", 1L),
            Map.entry("KiB", 1L << 10),
            Map.entry("MiB", 1L << 20),
            Map.entry("GiB", 1L << 30),
            Map.entry("TiB", 1L << 40));
    private static final List<Map.Entry<String, Long>> DURATIONS = List.of(
            Map.entry("ms", 1L),
            Map.entry("s", 1_000L),
            Map.entry("min", 60_000L),
            Map.entry("h", 3_600_000L),
            Map.entry("d", 86_400_000L));

    private static final Pattern FORM = Pattern.compile("(\\d{1,15}) ?([A-Za-z]{1,3})");

    /** The smallest first. */
    private List<Map.Entry<String, Long>> units() {
        return switch (this) {
            case COUNT -> List.of();
            case SIZE -> SIZES;
            case DURATION -> DURATIONS;
        };
    }

    @Override
    public Optional<Long> parse(String text) {
        if (this == COUNT) {
            return number(text);
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return units().stream()
                .filter(unit -> unit.getKey().equals(matcher.group(2)))
                .filter(unit -> number <= Long.MAX_VALUE / unit.getValue())
                .map(unit -> number * unit.getValue())
                .findFirst();
    }

    /** In the largest unit that gives a whole number. */
    @Override
    public String format(long quantity) {
        if (this == COUNT) {
            return Long.toString(quantity);
        }
        String text = "";
        for (Map.Entry<String, Long> unit : units()) {
            if (quantity % unit.getValue() == 0 && (quantity != 0 || text.isEmpty())) {
                text = quantity / unit.getValue() + " " + unit.getKey();
            }
        }
        return text;
    }

    /** The unit in which quantities are counted; empty for a number of things. */
    @Override
    public String base() {
        return this == COUNT ? "" : units().get(0).getKey();
    }

    @Override
    public String range(long least, long most) {
        return format(least) + " to " + format(most);
    }

    @Override
    public String allowed(long least, long most) {
        String range = range(least, most);
        return this == COUNT ? "a number from " + range : "from " + range + ", with its unit (" + names() + ")";
    }

    /** All units, with commas between them. */
    public String names() {
        List<String> names = new ArrayList<>();
        units().forEach(unit -> names.add(unit.getKey()));
        return String.join(", ", names);
    }

    /** A whole number, also with {@code _} or {@code ,} between its thousands. */
    public static Optional<Long> number(String text) {
        String digits = text.replaceAll("(?<=\\d)[_,](?=\\d{3})", "");
        return digits.matches("\\d{1,18}") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }
}
