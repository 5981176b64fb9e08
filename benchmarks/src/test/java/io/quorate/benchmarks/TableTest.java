package io.quorate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsTextsToTheLeftAndNumbersToTheRight() {
        Table table = new Table(
                "Title",
                List.of("what", "us"),
                List.of(List.of("a", 1.234), List.of("longer", 12_345.6)),
                List.of("Note."));
        assertEquals(
                List.of("Title", "  what        us", "  a         1.23", "  longer  12,346", "Note."), table.lines());
    }

    @Test
    void keepsThreeDigits() {
        assertEquals("0.12", Table.text(0.1234));
        assertEquals("12.3", Table.text(12.34));
        assertEquals("123", Table.text(123.4));
        assertEquals("7", Table.text(7));
    }

    @Test
    void aComparisonFitsTheWidth() {
        List<String> columns = Comparison.columns("zookeeper");
        List<Object> widest =
                List.of(8_192, "zookeeper", 1_234_567.0, 1_234_567.0, 12_345_678.0, 12_345.0, 12_345.0, 12_345.0);
        new Table("", columns, List.of(widest), List.of())
                .lines()
                .forEach(line -> assertTrue(line.length() <= Table.MAX_WIDTH, line));
    }
}
