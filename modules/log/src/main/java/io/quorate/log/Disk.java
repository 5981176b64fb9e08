package io.quorate.log;

import java.io.IOException;
import java.util.List;

/**
 * One directory of files: the only way by which log, snapshots and staged files reach a disk, so that a simulator can
 * stand in its place. Names are plain file names.
 *
 * <p>Durability: file contents by {@link DiskFile#sync()}; creation, renaming and deletion by {@link #syncDirectory()}.
 */
public interface Disk {
    /** Names of the files present, sorted. */
    List<String> list() throws IOException;

    /** Opens an existing file for reading and writing. */
    DiskFile open(String name) throws IOException;

    /** Makes a file of this size filled with zeros, its space allocated; fails when there is one of the name. */
    DiskFile create(String name, long bytes) throws IOException;

    /** Atomic; replaces an existing target. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    void syncDirectory() throws IOException;

    /** Where this is, for messages to people. */
    String location();
}
