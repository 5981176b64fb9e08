package io.quorate.cli.shape;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rows of cells under each other.
 *
 * @param width places of a line, into which rows are made to fit as far as possible; empty for all that they need
 */
public record Columns(OptionalInt width) {
    /** Cuts nothing. */
    public static final Columns WHOLE = new Columns(OptionalInt.empty());

    private static final int GAP = 2;

    /** A column is not made narrower: what is left of its cells would tell nothing. */
    private static final int NARROWEST = 8;

    private static final String CUT = "…";

    /** One line per row, each cell as wide as its column; the last is not filled up. */
    public String aligned(List<List<String>> rows) {
        int[] widths = widths(rows);
        StringBuilder lines = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                String cell = cut(row.get(column), widths[column]);
                boolean isLast = column == row.size() - 1;
                lines.append(cell).append(" ".repeat(isLast ? 0 : widths[column] - width(cell) + GAP));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        if (width.isPresent()) {
            shrink(widths, width.getAsInt() - GAP * (widths.length - 1));
        }
        return widths;
    }

    /** The widest column gives first, so that short ones stay whole. */
    private static void shrink(int[] widths, int most) {
        while (Arrays.stream(widths).sum() > most) {
            int widest = 0;
            for (int column = 1; column < widths.length; column++) {
                widest = widths[column] > widths[widest] ? column : widest;
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
        }
    }

    private static String cut(String cell, int places) {
        if (width(cell) <= places) {
            return cell;
        }
        StringBuilder kept = new StringBuilder();
        int left = places - width(CUT);
        for (int character : cell.codePoints().toArray()) {
            left -= width(character);
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(character);
        }
        return kept.append(CUT).toString();
    }

    /** Places on a terminal; East Asian characters take two. */
    private static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int character) {
        return isWide(character) ? 2 : 1;
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
