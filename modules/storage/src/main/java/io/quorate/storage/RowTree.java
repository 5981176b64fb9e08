package io.quorate.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of an immutable weight-balanced tree; null is the empty tree. A change copies the path to the root.
 *
 * <p>After S. Adams, "Efficient sets: a balancing act" (1993), with the balance parameters (3, 2) that Y. Hirai and
 * K. Yamamoto proved right in "Balancing weight-balanced trees" (2011).
 */
final class RowTree {
    private static final int DELTA = 3;
    private static final int RATIO = 2;

    final Row row;
    final @Nullable RowTree left;
    final @Nullable RowTree right;
    private final int rows;

    private RowTree(Row row, @Nullable RowTree left, @Nullable RowTree right) {
        this.row = row;
        this.left = left;
        this.right = right;
        this.rows = 1 + rows(left) + rows(right);
    }

    static int rows(@Nullable RowTree tree) {
        return tree == null ? 0 : tree.rows;
    }

    static RowTree with(@Nullable RowTree tree, Row row) {
        if (tree == null) {
            return new RowTree(row, null, null);
        }
        int order = Arrays.compareUnsigned(row.key(), tree.row.key());
        if (order < 0) {
            return balanced(tree.row, with(tree.left, row), tree.right);
        }
        if (order > 0) {
            return balanced(tree.row, tree.left, with(tree.right, row));
        }
        return new RowTree(row, tree.left, tree.right);
    }

    /** The tree itself when it has no such row. */
    static @Nullable RowTree without(@Nullable RowTree tree, byte[] key) {
        if (tree == null) {
            return null;
        }
        int order = Arrays.compareUnsigned(key, tree.row.key());
        if (order < 0) {
            RowTree left = without(tree.left, key);
            return left == tree.left ? tree : balanced(tree.row, left, tree.right);
        }
        if (order > 0) {
            RowTree right = without(tree.right, key);
            return right == tree.right ? tree : balanced(tree.row, tree.left, right);
        }
        return joined(tree.left, tree.right);
    }

    static @Nullable Row find(@Nullable RowTree tree, byte[] key) {
        RowTree node = tree;
        while (node != null) {
            int order = Arrays.compareUnsigned(key, node.row.key());
            if (order == 0) {
                return node.row;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /** One tree of two neighbours whose weights are in balance; every key on the left is below every key on the right. */
    private static @Nullable RowTree joined(@Nullable RowTree left, @Nullable RowTree right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        Row middle = first(right);
        return balanced(middle, left, without(right, middle.key()));
    }

    private static Row first(RowTree tree) {
        RowTree lowest = tree;
        while (lowest.left != null) {
            lowest = lowest.left;
        }
        return lowest.row;
    }

    /** A node whose sides may be out of balance by one insertion or removal. */
    private static RowTree balanced(Row row, @Nullable RowTree left, @Nullable RowTree right) {
        if (rows(left) + rows(right) > 1) {
            if (right != null && right.rows > DELTA * rows(left)) {
                return rotatedLeft(row, left, right);
            }
            if (left != null && left.rows > DELTA * rows(right)) {
                return rotatedRight(row, left, right);
            }
        }
        return new RowTree(row, left, right);
    }

    private static RowTree rotatedLeft(Row row, @Nullable RowTree left, RowTree right) {
        RowTree middle = right.left;
        if (middle == null || middle.rows < RATIO * rows(right.right)) {
            return new RowTree(right.row, new RowTree(row, left, middle), right.right);
        }
        return new RowTree(
                middle.row, new RowTree(row, left, middle.left), new RowTree(right.row, middle.right, right.right));
    }

    private static RowTree rotatedRight(Row row, RowTree left, @Nullable RowTree right) {
        RowTree middle = left.right;
        if (middle == null || middle.rows < RATIO * rows(left.left)) {
            return new RowTree(left.row, left.left, new RowTree(row, middle, right));
        }
        return new RowTree(
                middle.row, new RowTree(left.row, left.left, middle.left), new RowTree(row, middle.right, right));
    }
}
