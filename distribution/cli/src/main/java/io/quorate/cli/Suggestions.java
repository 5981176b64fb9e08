package io.quorate.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Words that somebody may have meant. */
final class Suggestions {
    /** More changes than this make another word. */
    private static final int MAX_CHANGES = 2;

    private Suggestions() {}

    static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> changes(word, candidate) <= MAX_CHANGES)
                .min(Comparator.comparingInt(candidate -> changes(word, candidate)));
    }

    /** Edit distance (Wagner and Fischer 1974), by rows. */
    private static int changes(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[above.length];
            current[0] = row;
            for (int column = 1; column < current.length; column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
