package io.quorate.storage;

import org.jspecify.annotations.Nullable;

/**
 * Ordered rows (key, value) of one group, together with the mark of the last log entry they contain.
 *
 * <p>Writes go to the open batch and are seen by {@link #get} and {@link #scan} at once; {@link #commit} closes the
 * batch. Rows and mark reach the disk together or not at all, and only at a batch's end: a store that is opened again
 * holds exactly the batches up to some mark, never a part of one.
 *
 * <p>Order: keys compare as unsigned bytes. Thread: one owner thread calls everything but {@link #durable()} and the
 * methods of an {@link StoreSnapshot}. Ownership: the caller gives arrays away and must not change those it gets.
 * Errors: {@link StoreException}; after one from {@code put}, {@code delete} or {@code commit} the store is to be closed.
 */
public interface StateStore extends AutoCloseable {
    /** Longest key in bytes that every provider takes. */
    int MAX_KEY_BYTES = 500;

    /** Share of {@link #fullPercent()} from which on new writes should come more slowly. */
    int SLOW_FROM_PERCENT = 50;

    /**
     * Checks the length of a key.
     *
     * @throws IllegalArgumentException it is empty or above {@link #MAX_KEY_BYTES}
     */
    static void requireKey(byte[] key) {
        if (key.length == 0 || key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key takes 1 to " + MAX_KEY_BYTES + " bytes, this one has " + key.length);
        }
    }

    /** Value of a row, or null when there is none. */
    byte @Nullable [] get(byte[] key);

    /**
     * Rows with {@code from <= key < to} in key order.
     *
     * @param to null for no upper end
     */
    RowCursor scan(byte[] from, byte @Nullable [] to);

    void put(byte[] key, byte[] value);

    /** Does nothing when there is no such row. */
    void delete(byte[] key);

    /**
     * Closes the open batch. Not durable on return; may block while the provider's buffers are full.
     *
     * @param mark the entry that the batch came from; its index must be above that of {@link #applied()}
     */
    void commit(AppliedMark mark);

    /** Mark of the last commit. */
    AppliedMark applied();

    /** Mark that surely survives a power loss; the log must keep every entry above it. Any thread. */
    AppliedMark durable();

    /**
     * Starts to make every commit so far durable; {@link #durable()} tells when it is done. There must be no open batch. Waits
     * only for the flushes before it when there are many.
     */
    void flush();

    /**
     * How much of the room for writes that are not in the file yet is taken, in percent. From {@link #SLOW_FROM_PERCENT} on
     * whoever brings new writes should slow down; at 100 {@link #commit} waits.
     */
    int fullPercent();

    /** The rows at {@link #applied()}, unmoved by later writes; there must be no open batch. */
    StoreSnapshot snapshot();

    /**
     * Puts these rows in the place of all there are, at once and durably; an open batch is dropped. Blocks for the disk, and
     * for a transaction as large as the state. Nothing has changed when it fails.
     *
     * @param rows in key order, each with a value; closed by the caller
     * @param mark the entry up to which they are applied
     */
    void replace(RowCursor rows, AppliedMark mark);

    /**
     * Makes every commit durable and frees files and threads. An open batch is dropped, and with it whatever was committed but
     * not {@link #durable()}: the log has it.
     */
    @Override
    void close();
}
