package io.quorate.simulation.world;

/** What goes wrong in a world. */
public enum FaultKind {
    POWER_LOSS,
    POWER_LOSS_WHILE_WRITING,
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
    PEERS_SLOW;

    /** Of the network between nodes, so that a single one does not have it. */
    public boolean isBetweenNodes() {
        return this == PEER_ISOLATED || this == PEER_CUT_ONE_WAY || this == PEERS_GARBLED || this == PEERS_SLOW;
    }
}
