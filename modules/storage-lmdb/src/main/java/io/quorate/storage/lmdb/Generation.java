package io.quorate.storage.lmdb;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.SortedRows;

/**
 * Writes of whole batches that go to the file in one transaction.
 *
 * @param rows coalesced writes; a row without value deletes
 * @param mark mark of the last batch
 */
record Generation(SortedRows rows, AppliedMark mark) {
    static final Generation NONE = new Generation(SortedRows.EMPTY, AppliedMark.NONE);
}
