package io.quorate.log;

/** Copies a listener's whole state, to bring up a member that lags behind the first entry of the log. On the apply executor. */
public interface Snapshots {
    /** The state as it is now, to be sent. */
    SnapshotReader open();

    /** For a state that comes from another member, to take the place of this one. */
    SnapshotReceiver receive();
}
