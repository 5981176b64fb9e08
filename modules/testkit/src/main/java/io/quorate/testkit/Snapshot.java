package io.quorate.testkit;

import io.quorate.log.SnapshotReader;
import io.quorate.log.SnapshotReceiver;
import io.quorate.log.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's whole state behind one entry. */
record Snapshot(long index, long term, List<byte[]> chunks) {
    private static final byte[] NOTHING = {};

    static Snapshot of(Snapshots source) {
        try (SnapshotReader reader = source.open().orElseThrow()) {
            List<byte[]> chunks = new ArrayList<>();
            Optional<byte[]> next = reader.next(NOTHING);
            while (next.isPresent()) {
                chunks.add(next.get());
                next = reader.next(NOTHING);
            }
            return new Snapshot(reader.index(), reader.term(), chunks);
        }
    }

    /** On a node that has no state yet, and so answers nothing to what is offered. */
    void install(Snapshots on) {
        try (SnapshotReceiver receiver = on.receive()) {
            chunks.forEach(receiver::take);
            if (!receiver.install(index, term, chunks.iterator())) {
                throw new IllegalStateException("the state at entry " + index + " could not be installed");
            }
        }
    }
}
