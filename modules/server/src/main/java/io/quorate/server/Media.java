package io.quorate.server;

import io.quorate.log.FileDisk;
import io.quorate.server.NodeParts.DiskOpener;
import io.quorate.storage.lmdb.FileSteps;

/**
 * What a node's log and its state go through on their way to the disk.
 *
 * @param log what opens the disk of the log
 * @param state what takes the steps of the state's file
 */
record Media(DiskOpener log, FileSteps state) {
    /** Those of the machine, and nothing between. */
    static final Media OF_THE_MACHINE = new Media(FileDisk::open, FileSteps.DIRECT);
}
