package io.quorate.storage.lmdb;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.RowMap;
import java.util.List;

/**
 * Writes of whole batches that go to the file in one transaction; nobody writes to the rows any more.
 *
 * @param rows coalesced writes; a row without value deletes
 * @param mark mark of the last batch
 */
record Generation(RowMap rows, AppliedMark mark) {
    /** One generation of several, oldest first and at least one. */
    static Generation of(List<Generation> generations) {
        Generation newest = generations.get(generations.size() - 1);
        if (generations.size() == 1) {
            return newest;
        }
        RowMap rows = new RowMap();
        generations.forEach(generation -> rows.putAll(generation.rows()));
        return new Generation(rows, newest.mark());
    }
}
