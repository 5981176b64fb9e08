package io.quorate.storage;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of a tree in a key range, in key order. */
final class TreeCursor implements Iterator<Row> {
    /** Nodes whose row and right side are still to come, the next one on top. */
    private final Deque<RowTree> path = new ArrayDeque<>();

    private final byte @Nullable [] to;

    TreeCursor(@Nullable RowTree root, byte[] from, byte @Nullable [] to) {
        this.to = to;
        RowTree node = root;
        while (node != null) {
            if (Arrays.compareUnsigned(node.row.key(), from) < 0) {
                node = node.right;
            } else {
                path.push(node);
                node = node.left;
            }
        }
    }

    @Override
    public boolean hasNext() {
        RowTree node = path.peek();
        return node != null && (to == null || Arrays.compareUnsigned(node.row.key(), to) < 0);
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RowTree node = path.pop();
        for (RowTree below = node.right; below != null; below = below.left) {
            path.push(below);
        }
        return node.row;
    }
}
