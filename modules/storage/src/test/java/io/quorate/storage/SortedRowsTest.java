package io.quorate.storage;

import static io.quorate.storage.Rows.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
