package io.quorate.storage;

import static io.quorate.storage.Rows.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortedRowsTest {
    @Test
    void keepsOldVersions() {
        SortedRows one = SortedRows.EMPTY.with(bytes("a"), bytes("1"));
        SortedRows two = one.with(bytes("a"), bytes("2")).with(bytes("b"), bytes("2"));
        SortedRows three = two.without(bytes("a"));

        assertEquals(List.of("a=1"), Rows.of(one.scan(Rows.START, null)));
        assertEquals(List.of("a=2", "b=2"), Rows.of(two.scan(Rows.START, null)));
        assertEquals(List.of("b=2"), Rows.of(three.scan(Rows.START, null)));
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        SortedRows rows = SortedRows.EMPTY.with(bytes("a"), bytes("1"));
        assertSame(rows, rows.without(bytes("b")));
    }

    @Test
    void aRowWithoutValueIsFoundButNotScanned() {
        SortedRows rows = SortedRows.EMPTY.with(bytes("a"), null).with(bytes("b"), bytes("1"));
        Row hidden = rows.find(bytes("a"));
        assertNotNull(hidden);
        assertNull(hidden.value());
        assertEquals(List.of("b=1"), Rows.of(rows.scan(Rows.START, null)));
        List<String> all = new ArrayList<>();
        rows.forEach(row -> all.add(Rows.text(row.key())));
        assertEquals(List.of("a", "b"), all);
    }

    @Test
    void countsRowsAndHeapBytes() {
        SortedRows rows = SortedRows.EMPTY.with(bytes("a"), bytes("123")).with(bytes("bb"), null);
        assertEquals(2, rows.size());
        assertEquals(2 * SortedRows.ROW_OVERHEAD_BYTES + 6, rows.heapBytes());
        assertEquals(0, rows.without(bytes("a")).without(bytes("bb")).heapBytes());
    }

    @Test
    void staysShallowUnderSortedInsertsAndRemovals() {
        RowTree tree = null;
        for (int i = 0; i < 100_000; i++) {
            tree = RowTree.with(tree, new Row(key(i), bytes("v")));
        }
        for (int i = 0; i < 90_000; i++) {
            tree = RowTree.without(tree, key(i));
        }
        assertEquals(10_000, RowTree.rows(tree));
        assertBalanced(tree);
        // A subtree has at most 3/4 of its parent's weight: log(10,000) / log(4/3) = 32.
        assertTrue(depth(tree) <= 33, () -> "too deep");
    }

    @Test
    void staysBalancedUnderRandomChanges() {
        Random random = new Random(5);
        NavigableMap<byte[], byte[]> model = Rows.emptyMap();
        RowTree tree = null;
        for (int i = 0; i < 20_000; i++) {
            byte[] key = key(random.nextInt(400));
            if (random.nextInt(5) < 2) {
                model.put(key, key);
                tree = RowTree.with(tree, new Row(key, key));
            } else {
                model.remove(key);
                tree = RowTree.without(tree, key);
            }
            assertBalanced(tree);
            assertEquals(model.size(), RowTree.rows(tree));
        }
    }

    @Test
    void layingRowsOverOthersKeepsTheNewerOnes() {
        SortedRows older = SortedRows.EMPTY
                .with(bytes("a"), bytes("1"))
                .with(bytes("b"), bytes("1"))
                .with(bytes("c"), bytes("1"));
        SortedRows newer = SortedRows.EMPTY.with(bytes("b"), bytes("2")).with(bytes("c"), null);

        SortedRows both = newer.over(older);

        assertEquals(List.of("a=1", "b=2"), Rows.of(both.scan(Rows.START, null)));
        assertEquals(3, both.size());
        assertEquals(List.of("a=1", "b=1", "c=1"), Rows.of(older.scan(Rows.START, null)));
    }

    @Test
    void layersOfAllSizesMakeBalancedTrees() {
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            NavigableMap<byte[], byte[]> model = Rows.emptyMap();
            int span = 1 + random.nextInt(3_000);
            RowTree older = filled(random, 1 << random.nextInt(12), span, model);
            RowTree newer = filled(random, 1 << random.nextInt(12), span, model);

            RowTree both = RowTree.union(older, newer);

            assertBalanced(both);
            List<Row> rows = new ArrayList<>();
            RowTree.forEach(both, rows::add);
            assertEquals(
                    List.copyOf(model.keySet()), rows.stream().map(Row::key).toList());
            assertEquals(
                    List.copyOf(model.values()), rows.stream().map(Row::value).toList());
        }
    }

    private static RowTree filled(Random random, int rows, int span, NavigableMap<byte[], byte[]> model) {
        RowTree tree = null;
        for (int i = 0; i < rows; i++) {
            Row row = new Row(key(random.nextInt(span)), new byte[1]);
            tree = RowTree.with(tree, row);
            model.remove(row.key());
            model.put(row.key(), row.value());
        }
        return tree;
    }

    private static byte[] key(int number) {
        return new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }

    private static int depth(RowTree tree) {
        return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
    }

    private static void assertBalanced(RowTree tree) {
        if (tree == null) {
            return;
        }
        int left = RowTree.rows(tree.left);
        int right = RowTree.rows(tree.right);
        assertTrue(left + right <= 1 || (left <= 3 * right && right <= 3 * left), () -> left + " against " + right);
        assertBalanced(tree.left);
        assertBalanced(tree.right);
    }
}
