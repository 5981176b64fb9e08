package io.quorate.log;

/** A listener's whole state as a stream, to bring up a member that lags behind the first entry of the log. */
public interface Snapshots {
    /** The state as it is now. */
    SnapshotReader open();

    /** Begins to replace the whole state by the one that a leader sends. */
    SnapshotWriter begin(SnapshotHeader header);
}
