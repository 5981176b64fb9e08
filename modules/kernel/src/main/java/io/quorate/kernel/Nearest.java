package io.quorate.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant, by edit distance (Wagner and Fischer 1974). */
public final class Nearest {
    private Nearest() {}

    /**
     * The known word that takes the fewest changes; takes time in proportion to the length of both words.
     *
     * @param maxChanges more of them make another word
     */
    public static Optional<String> to(String word, Collection<String> known, int maxChanges) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= maxChanges)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
