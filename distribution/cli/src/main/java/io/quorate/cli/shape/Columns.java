package io.quorate.cli.shape;

import java.util.List;

/** Rows of cells under each other. */
public final class Columns {
    private static final int GAP = 2;

    private Columns() {}

    /** One line per row, each cell as wide as its column; the last is not filled up. */
    public static String aligned(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        StringBuilder lines = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                boolean isLast = column == row.size() - 1;
                lines.append(cell).append(" ".repeat(isLast ? 0 : widths[column] - width(cell) + GAP));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    /** Places on a terminal; East Asian characters take two. */
    private static int width(String text) {
        return text.codePoints().map(character -> isWide(character) ? 2 : 1).sum();
    }

    private static boolean isWide(int character) {
        boolean isFullForm =
                (character >= 0x3000 && character <= 0x303F) || (character >= 0xFF00 && character <= 0xFF60);
        return isFullForm
                || switch (Character.UnicodeScript.of(character)) {
                    case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
                    default -> false;
                };
    }
}
