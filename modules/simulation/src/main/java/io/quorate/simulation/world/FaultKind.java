package io.quorate.simulation.world;

/** What goes wrong in a world. */
public enum FaultKind {
    POWER_LOSS,
    POWER_LOSS_WHILE_WRITING,
    POWER_LOSS_AFTER_WRITING,
    POWER_LOSS_WHILE_STARTING,
    PROCESS_KILL,
    ORDERLY_STOP,
    STORE_FLUSH_LOST,
    SECTOR_LOST,
    SECTOR_TORN,
    DIRECTORY_CHANGE_LOST,
    DISK_SLOW,
    DISK_ERROR,
    DISK_FULL,
    THREAD_STALLED,
    NODE_PAUSED,
    CLIENT_PAUSED,
    CLIENT_SUSPENDED,
    CLIENT_CRASH,
    CONNECTION_RESET,
    CONNECTION_HALF_OPEN,
    LINK_SLOW,
    LINK_CUT,
    PEER_ISOLATED,
    PEER_CUT_ONE_WAY,
    PEERS_GARBLED,
    PEERS_SLOW,
    LOG_ROTTEN,
    /** A rotten log is given up, and begun anew. */
    LOG_LOST,
    /** A node is started again without anything that it had. */
    DATA_LOST,
    LEADERSHIP_TRANSFERRED,
    MEMBER_ADDED,
    MEMBER_REMOVED,
    MEMBER_REPLACED,
    STATE_CHECKED,
    RECIPE_UPGRADED,
    RECIPE_ROLLED_BACK,
    NAMESPACE_RESTORED;

    /** Sectors and directory entries, which come by the hundred with one loss of power. */
    public boolean isDetail() {
        return this == SECTOR_LOST || this == SECTOR_TORN || this == DIRECTORY_CHANGE_LOST;
    }

    /** Done by whoever runs the cluster, in an order that makes sense. */
    public boolean isOperators() {
        return isOfMembers() || this == RECIPE_UPGRADED || this == RECIPE_ROLLED_BACK || this == NAMESPACE_RESTORED;
    }

    private boolean isOfMembers() {
        return this == LEADERSHIP_TRANSFERRED
                || this == MEMBER_ADDED
                || this == MEMBER_REMOVED
                || this == MEMBER_REPLACED
                || this == STATE_CHECKED;
    }

    /** A node alone does not have it, or does not survive it. */
    public boolean needsSeveralNodes() {
        return this == PEER_ISOLATED
                || this == PEER_CUT_ONE_WAY
                || this == PEERS_GARBLED
                || this == PEERS_SLOW
                || this == LOG_ROTTEN
                || this == LOG_LOST
                || this == DATA_LOST
                || isOfMembers();
    }
}
