package io.quorate.kernel.apply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Contract versions that a recipe gets along with, such as {@code [1,3)}, or {@code 2} for 2 and above.
 *
 * @param from smallest, included
 * @param to largest, included
 */
public record ContractRange(int from, int to) {
    private static final Pattern FORM = Pattern.compile("([\\[(])(\\d{1,6}),(\\d{1,6})([\\])])");

    /** For people. */
    @Override
    public String toString() {
        return to == Integer.MAX_VALUE ? from + " and above" : from == to ? "" + from : from + " to " + to;
    }

    public static ContractRange parse(String text) {
        if (text.matches("\\d{1,6}")) {
            return new ContractRange(Integer.parseInt(text), Integer.MAX_VALUE);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "contract range '" + text + "' must look like [1,3) or be a number for it and above");
        }
        int from = Integer.parseInt(form.group(2)) + (form.group(1).equals("(") ? 1 : 0);
        int to = Integer.parseInt(form.group(3)) - (form.group(4).equals(")") ? 1 : 0);
        return new ContractRange(from, to);
    }

    public boolean contains(int contract) {
        return from <= contract && contract <= to;
    }
}
