package io.quorate.testkit;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.Limits;
import io.quorate.kernel.Quarantine;
import io.quorate.log.NodeId;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import java.util.SortedMap;
import java.util.TreeMap;

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
                Quarantine.inMemory());
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

    /** All rows, those of the kernel too, with their keys as text. */
    SortedMap<String, byte[]> rows() {
        TreeMap<String, byte[]> rows = new TreeMap<>();
        try (RowCursor cursor = store.scan(new byte[0], null)) {
            while (cursor.next()) {
                rows.put(Bytes.shown(cursor.key()), cursor.value());
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
