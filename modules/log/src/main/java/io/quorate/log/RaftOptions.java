package io.quorate.log;

import io.quorate.raft.RaftSettings;

/**
 * How a log is replicated.
 *
 * @param raft times and bounds of the consensus
 * @param keepBytes of the log kept for members that lag, in a group of more than one
 */
public record RaftOptions(RaftSettings raft, long keepBytes) {
    /** 1 GiB. */
    public static final long DEFAULT_KEEP_BYTES = 1024L * 1024 * 1024;

    public static RaftOptions defaults() {
        return new RaftOptions(RaftSettings.defaults(), DEFAULT_KEEP_BYTES);
    }
}
