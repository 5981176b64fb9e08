package io.quorate.server;

import io.quorate.log.Disk;
import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.LostLog;
import io.quorate.log.Wal;
import io.quorate.server.config.ServerConfiguration;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** A node's log at its start. When it is damaged and others vote too, they fill an empty one, and the state with it. */
final class NodeLog {
    private static final System.Logger LOG = System.getLogger(NodeLog.class.getName());

    private NodeLog() {}

    /**
     * Opens it, and puts a state away that it does not lead to any more.
     *
     * @throws LogFaultException the log cannot be opened, or is damaged and must not be given up
     * @throws StartException a state was put away before, so that the disk is suspect
     */
    static Wal open(DataDirectory data, Disk disk, ServerConfiguration configuration, Executor background)
            throws IOException, StartException {
        Wal wal = opened(data, disk, configuration, background);
        boolean kept = false;
        try {
            if (wal.hasBegunAnew(NodeParts.GROUP) && !isReplaced(data, wal)) {
                StateQuarantine.putAway(data, "its log was damaged, and begins anew");
            }
            kept = true;
            return wal;
        } finally {
            if (!kept) {
                wal.close();
            }
        }
    }

    /** That of another node has come, and the process ended before the log learned of it, which it does later in the start. */
    private static boolean isReplaced(DataDirectory data, Wal wal) throws IOException, StartException {
        OptionalLong index = StateQuarantine.replacedAt(data);
        return index.isPresent() && wal.isInstalling(NodeParts.GROUP, index.getAsLong());
    }

    private static Wal opened(DataDirectory data, Disk disk, ServerConfiguration configuration, Executor background)
            throws IOException, StartException {
        try {
            return Wal.open(disk, configuration.log(), background);
        } catch (LogFaultException fault) {
            boolean isDamaged = fault.fault().kind() == LogFault.Kind.DAMAGE;
            if (!isDamaged || !NodeState.hasOtherVoters(data, configuration.store())) {
                throw fault;
            }
            StateQuarantine.requireUnused(data, fault.fault().what());
            LostLog.giveUp(disk, fault.fault());
            LOG.log(
                    Level.ERROR,
                    fault.getMessage()
                            + " This node goes on with an empty log, which the others fill. What there is of the"
                            + " damaged one is kept as lost-wal-* beside it: look for the cause, then delete it.");
            return Wal.open(disk, configuration.log(), background);
        }
    }
}
