package io.quorate.log;

import org.jspecify.annotations.Nullable;

/** Words for faults of the write-ahead log: what, where, and what to do. */
final class WalDamage {
    private static final String REMEDY =
            " Check the disk; a node alone begins anew with a backup in an empty directory, and"
                    + " in a cluster another node takes its place with `quorate cluster replace`.";

    private WalDamage() {}

    static LogFaultException at(Disk disk, String file, long offset, String what) {
        return new LogFaultException(
                new LogFault(
                        LogFault.Kind.DAMAGE,
                        "The log is damaged: file " + file + " in " + disk.location() + " at byte " + offset + ": "
                                + what + "." + REMEDY),
                null);
    }

    static LogFaultException missing(Disk disk, String file, String what) {
        return new LogFaultException(
                new LogFault(
                        LogFault.Kind.DAMAGE,
                        "The log is damaged: file " + file + " in " + disk.location() + " is missing: " + what + "."
                                + REMEDY),
                null);
    }

    static LogFaultException newerFormat(Disk disk, String file, int found, int known) {
        return new LogFaultException(
                new LogFault(
                        LogFault.Kind.FORMAT,
                        "File " + file + " in " + disk.location() + " has log format version " + found
                                + ", this release knows version " + known
                                + ". Start the release that wrote it, or a newer one."),
                null);
    }

    static LogFaultException disk(Disk disk, String doing, @Nullable Exception cause) {
        String reason = cause == null ? "" : ": " + cause.getMessage();
        return new LogFaultException(
                new LogFault(
                        LogFault.Kind.DISK,
                        "The disk of the log in " + disk.location() + " failed while " + doing + reason
                                + ". The log has stopped for good, since what the failed call left behind is unknown."
                                + " Check the disk and its free space, then restart this node."),
                cause);
    }
}
