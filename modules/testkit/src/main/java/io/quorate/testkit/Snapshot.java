package io.quorate.testkit;

import io.quorate.log.SnapshotReader;
import io.quorate.log.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's whole state behind one entry. */
record Snapshot(long index, long term, List<byte[]> chunks) {
    static Snapshot of(Snapshots source) {
        try (SnapshotReader reader = source.open()) {
            List<byte[]> chunks = new ArrayList<>();
            Optional<byte[]> next = reader.next();
            while (next.isPresent()) {
                chunks.add(next.get());
                next = reader.next();
            }
            return new Snapshot(reader.index(), reader.term(), chunks);
        }
    }
}
