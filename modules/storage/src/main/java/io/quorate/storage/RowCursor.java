package io.quorate.storage;

/**
 * Forward iteration over rows. {@code while (cursor.next()) use(cursor.key(), cursor.value())}.
 *
 * <p>A cursor of a {@link StateStore} is to be used up or closed before the next write.
 */
public interface RowCursor extends AutoCloseable {
    /** Moves to the next row; false at the end, from then on always. */
    boolean next();

    /** Key of the current row; only after {@link #next()} returned true. */
    byte[] key();

    /** Value of the current row; only after {@link #next()} returned true. */
    byte[] value();

    @Override
    void close();
}
