package io.quorate.kernel.state;

import io.quorate.codec.CodecException;
import io.quorate.storage.RowCursor;
import java.util.Arrays;
import java.util.HexFormat;

/** The rows of two cursors, none of which is in both, in key order. */
final class MergedRows implements RowCursor {
    private final RowCursor one;
    private final RowCursor other;
    private boolean oneHas;
    private boolean otherHas;

    /** The one whose row is the current one. */
    private RowCursor current;

    MergedRows(RowCursor one, RowCursor other) {
        this.one = one;
        this.other = other;
        this.current = one;
        this.otherHas = other.next();
    }

    /** @throws CodecException a row is in both */
    @Override
    public boolean next() {
        if (current == one) {
            oneHas = one.next();
        } else {
            otherHas = other.next();
        }
        current = oneHas && (!otherHas || isOneFirst()) ? one : other;
        return oneHas || otherHas;
    }

    private boolean isOneFirst() {
        int order = Arrays.compareUnsigned(one.key(), other.key());
        if (order == 0) {
            throw new CodecException("the row of key " + HexFormat.of().formatHex(one.key())
                    + " was sent, though this node said that it has it");
        }
        return order < 0;
    }

    @Override
    public byte[] key() {
        return current.key();
    }

    @Override
    public byte[] value() {
        return current.value();
    }

    @Override
    public void close() {
        one.close();
        other.close();
    }
}
