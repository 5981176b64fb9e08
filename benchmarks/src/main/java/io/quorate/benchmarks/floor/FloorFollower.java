package io.quorate.benchmarks.floor;

import io.quorate.log.Wal;
import io.quorate.raft.Entry;
import java.io.EOFException;
import java.io.IOException;

/** Appends what comes, makes it durable, and says how far it is. */
final class FloorFollower {
    private FloorFollower() {}

    /** Blocks until the leader is gone. */
    static void serve(Lane leader, Wal wal) throws IOException {
        long index = 0;
        try {
            while (true) {
                do {
                    byte[] batch = new byte[leader.in().readInt()];
                    leader.in().readFully(batch);
                    index++;
                    wal.append(FloorNode.GROUP, Entry.command(index, FloorNode.TERM, batch));
                } while (leader.hasMore());
                wal.sync();
                wal.release(FloorNode.GROUP, index);
                leader.out().writeLong(index);
                leader.out().flush();
            }
        } catch (EOFException gone) {
            wal.close();
        }
    }
}
