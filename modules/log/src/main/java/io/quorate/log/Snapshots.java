package io.quorate.log;

import java.util.Optional;

/** Copies a listener's whole state, to bring up a member that lags behind the first entry of the log. On the apply executor. */
public interface Snapshots {
    /** The state as it is now, to be sent; empty when it is not to be trusted. */
    Optional<SnapshotReader> open();

    /** For a state that comes from another member, to take the place of this one. */
    SnapshotReceiver receive();
}
