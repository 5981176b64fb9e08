package io.quorate.testkit;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.Limits;
import io.quorate.kernel.Quarantine;
import io.quorate.kernel.RecipeRows;
import io.quorate.log.NodeId;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One life of one node of a world: a kernel with its own store and its own recipes. */
final class Node implements AutoCloseable {
    private final WorldLog.Seat seat;
    private final WorldHost host;
    private final MemoryStateStore store = new MemoryStateStore();
    private final Kernel kernel;

    Node(int number, WorldTime time, WorldLog.Seat seat, WorldHost host) {
        this.seat = seat;
        this.host = host;
        this.kernel = Kernel.start(
                time,
                seat,
                store,
                host,
                new KernelIdentity("world", new NodeId(number), "testkit"),
                Limits.defaults(),
                Quarantine.inMemory(),
                time);
    }

    Kernel kernel() {
        return kernel;
    }

    WorldLog.Seat seat() {
        return seat;
    }

    long steps() {
        return host.steps();
    }

    /** Rows in which another node differs: those of recipes, and when there are none, results of calls and what else there is. */
    String difference(Node other) {
        String ofRecipes = Bytes.difference(recipeRows(), other.recipeRows());
        return ofRecipes.isEmpty() ? Bytes.difference(rows(key -> true), other.rows(key -> true)) : ofRecipes;
    }

    /** Instances with all that recipes keep of them, by their keys as text. */
    SortedMap<String, byte[]> recipeRows() {
        return rows(RecipeRows::has);
    }

    private SortedMap<String, byte[]> rows(Predicate<byte[]> wanted) {
        TreeMap<String, byte[]> rows = new TreeMap<>();
        try (RowCursor cursor = store.scan(new byte[0], null)) {
            while (cursor.next()) {
                if (wanted.test(cursor.key())) {
                    rows.put(Bytes.shown(cursor.key()), cursor.value());
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        kernel.stop();
        seat.close();
        host.close();
        store.close();
    }
}
