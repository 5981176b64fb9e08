package io.quorate.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One of several names; its value is its place among them, from 0. New names come behind the others, since values are kept. */
public record Choice(List<String> names) implements Scale {
    static final char SEPARATOR = '|';

    public Choice {
        names = List.copyOf(names);
    }

    /** Between these, as they tell themselves. */
    static Choice between(Object... values) {
        return new Choice(Arrays.stream(values).map(Object::toString).toList());
    }

    @Override
    public Optional<Long> parse(String text) {
        int value = names.indexOf(text);
        return value < 0 ? Optional.empty() : Optional.of((long) value);
    }

    @Override
    public String format(long value) {
        return value >= 0 && value < names.size() ? names.get((int) value) : Long.toString(value);
    }

    @Override
    public String base() {
        return String.join(Character.toString(SEPARATOR), names);
    }

    @Override
    public String allowed(long least, long most) {
        return range(least, most);
    }

    @Override
    public String range(long least, long most) {
        return String.join(" or ", names.subList((int) least, (int) most + 1));
    }
}
