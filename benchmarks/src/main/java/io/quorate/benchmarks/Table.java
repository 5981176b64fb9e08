package io.quorate.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is printed.
 *
 * @param columns heads
 * @param rows as many cells as there are heads: texts, numbers, or an empty text
 * @param notes said below
 */
record Table(String title, List<String> columns, List<List<Object>> rows, List<String> notes) {
    static final int MAX_WIDTH = 100;

    /** Lines, texts to the left and numbers to the right. */
    List<String> lines() {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = columns.get(c).length();
            for (List<Object> row : rows) {
                widths[c] = Math.max(widths[c], text(row.get(c)).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.add(line(List.copyOf(columns), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        lines.addAll(notes);
        return lines;
    }

    private static String line(List<Object> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String pad = " ".repeat(widths[c] - text(cells.get(c)).length());
            line.append("  ").append(c == 0 ? text(cells.get(c)) + pad : pad + text(cells.get(c)));
        }
        return line.toString().stripTrailing();
    }

    /** A cell with three digits or more. */
    static String text(Object cell) {
        if (!(cell instanceof Double number)) {
            return cell.toString();
        }
        String form = number >= 100 ? "%,.0f" : number >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, number);
    }
}
