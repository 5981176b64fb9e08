package io.quorate.storage;

/** The cursor over nothing. */
enum NoRows implements RowCursor {
    CURSOR;

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public byte[] key() {
        throw new IllegalStateException("no current row");
    }

    @Override
    public byte[] value() {
        throw new IllegalStateException("no current row");
    }

    @Override
    public void close() {}
}
