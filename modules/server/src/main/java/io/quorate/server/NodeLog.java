package io.quorate.server;

import io.quorate.log.Disk;
import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.LostLog;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/** A node's log at its start. When it is damaged and there are other nodes, they fill an empty one, and the state with it. */
final class NodeLog {
    private static final System.Logger LOG = System.getLogger(NodeLog.class.getName());

    private NodeLog() {}

    /**
     * Opens it, and drops a state that it does not lead to any more.
     *
     * @throws LogFaultException the log cannot be opened, or is damaged and must not be given up
     */
    static Wal open(DataDirectory data, Disk disk, WalOptions options, int group, Executor background)
            throws IOException, StartException {
        Wal wal = opened(data, disk, options, background);
        boolean kept = false;
        try {
            if (wal.hasBegunAnew(group)) {
                data.dropState();
            }
            kept = true;
            return wal;
        } finally {
            if (!kept) {
                wal.close();
            }
        }
    }

    private static Wal opened(DataDirectory data, Disk disk, WalOptions options, Executor background)
            throws IOException, StartException {
        try {
            return Wal.open(disk, options, background);
        } catch (LogFaultException fault) {
            boolean isDamaged = fault.fault().kind() == LogFault.Kind.DAMAGE;
            if (!isDamaged || KnownPeers.read(data).isEmpty()) {
                throw fault;
            }
            LostLog.giveUp(disk, fault.fault());
            LOG.log(
                    Level.ERROR,
                    fault.getMessage()
                            + " This node goes on with an empty log, which the others fill. What there is of the"
                            + " damaged one is kept as lost-wal-* beside it: look for the cause, then delete it.");
            return Wal.open(disk, options, background);
        }
    }
}
