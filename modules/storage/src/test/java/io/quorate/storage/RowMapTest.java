package io.quorate.storage;

import static io.quorate.storage.Rows.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowMapTest {
    private final RowMap rows = new RowMap();

    private List<String> scanned(String from, String to) {
        return Rows.of(rows.scan(bytes(from), bytes(to), NoRows.CURSOR));
    }

    @Test
    void aRowWithoutValueIsFoundButNotScanned() {
        rows.put(bytes("a"), null);
        rows.put(bytes("b"), bytes("1"));

        Row hidden = rows.find(bytes("a"));
        assertNotNull(hidden);
        assertNull(hidden.value());
        assertEquals(List.of("b=1"), scanned("a", "z"));
        List<String> all = new ArrayList<>();
        rows.forEach(row -> all.add(Rows.text(row.key())));
        assertEquals(List.of("a", "b"), all);
    }

    @Test
    void hidesOlderRowsAndLetsTheOthersThrough() {
        RowMap older = new RowMap();
        for (String key : List.of("a", "b", "c", "d")) {
            older.put(bytes(key), bytes("1"));
        }
        rows.put(bytes("b"), bytes("2"));
        rows.put(bytes("c"), null);

        RowCursor below = older.scan(bytes("a"), bytes("d"), NoRows.CURSOR);
        assertEquals(List.of("a=1", "b=2"), Rows.of(rows.scan(bytes("a"), bytes("d"), below)));
        older.putAll(rows);
        assertEquals(List.of("a=1", "b=2", "d=1"), Rows.of(older.scan(Rows.START, null, NoRows.CURSOR)));
    }

    @Test
    void countsRowsAndHeapBytes() {
        rows.put(bytes("a"), bytes("123"));
        rows.put(bytes("a"), bytes("12345"));
        rows.put(bytes("bb"), null);
        assertEquals(2, rows.size());
        assertEquals(2 * RowMap.ROW_OVERHEAD_BYTES + 8, rows.heapBytes());
        rows.remove(bytes("a"));
        rows.remove(bytes("bb"));
        rows.remove(bytes("never there"));
        assertEquals(0, rows.heapBytes());
        assertTrue(rows.isEmpty());
    }

    @Test
    void anEndBelowTheStartIsAnEmptyRange() {
        rows.put(bytes("b"), bytes("1"));
        assertEquals(List.of(), scanned("c", "a"));
        assertEquals(List.of(), scanned("b", "b"));
    }

    @Test
    void aCursorThatOutlivesAWriteIsFoundOut() {
        rows.put(bytes("a"), bytes("1"));
        rows.put(bytes("b"), bytes("1"));
        rows.put(bytes("c"), bytes("1"));
        try (RowCursor cursor = rows.scan(Rows.START, null, NoRows.CURSOR)) {
            rows.remove(bytes("c"));
            assertThrows(ConcurrentModificationException.class, cursor::next);
        }
    }

    @Test
    void refusesKeysThatNoStoreTakes() {
        assertThrows(IllegalArgumentException.class, () -> rows.put(new byte[0], bytes("1")));
        assertThrows(
                IllegalArgumentException.class, () -> rows.put(new byte[StateStore.MAX_KEY_BYTES + 1], bytes("1")));
    }
}
