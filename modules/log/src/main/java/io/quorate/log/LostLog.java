package io.quorate.log;

import java.io.IOException;
import java.util.Locale;

/**
 * A node whose log is damaged goes on with an empty one, which the others fill. What it promised in elections is known from its
 * {@link Ballots}; what it acknowledged is not, so that it begins a term and takes part in no election before it has an entry of that
 * term or a later one ({@link io.quorate.raft.HardState#lostIn}). The damaged segments are kept beside the new log, once.
 */
public final class LostLog {
    private static final String PREFIX = "lost-";

    private LostLog() {}

    /**
     * Gives up the log, for good; {@link Wal#open} then begins a new one. Only for a node whose group has other members. Blocks for
     * the disk.
     *
     * @param damage why the log cannot be opened
     * @throws LogFaultException it must not: it was given up before, which makes the disk suspect, or what the node promised in
     *     elections is damaged too; or the disk fails. Nothing has changed then
     */
    public static void giveUp(Disk disk, LogFault damage) {
        try {
            for (String name : disk.list()) {
                if (name.startsWith(PREFIX)) {
                    throw refused(
                            damage,
                            " That has happened before, and " + name
                                    + " was kept: the disk is suspect. Put a new node in"
                                    + " the place of this one with `quorate cluster replace`.");
                }
            }
            Ballots ballots = Ballots.open(disk);
            if (!ballots.areSound()) {
                throw refused(
                        damage,
                        " What the node promised in elections is damaged too, so that it cannot go on with an empty log.");
            }
            ballots.loseLog();
        } catch (IOException failure) {
            throw WalDamage.disk(disk, "giving up the damaged log", failure);
        }
    }

    private static LogFaultException refused(LogFault damage, String why) {
        return new LogFaultException(new LogFault(LogFault.Kind.DAMAGE, damage.what() + why), null);
    }

    /** Keeps what there is of a log that was given up out of the way. */
    static void putAway(Disk disk) throws IOException {
        for (String name : disk.list()) {
            if (Segment.sequenceOf(name).isPresent()) {
                disk.rename(name, String.format(Locale.ROOT, "%s%s", PREFIX, name));
            }
        }
        disk.syncDirectory();
    }
}
