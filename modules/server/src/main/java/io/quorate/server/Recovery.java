package io.quorate.server;

import io.quorate.kernel.StateAtRest;
import io.quorate.log.FileDisk;
import io.quorate.log.LogAtRest;
import io.quorate.log.LogFaultException;
import io.quorate.log.NodeId;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.server.NodeParts.DiskOpener;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.storage.StoreException;
import io.quorate.storage.lmdb.LmdbOptions;
import io.quorate.storage.lmdb.LmdbStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The data directory of a node that is stopped, held as if by the node itself. When most of its cluster is lost for good, the node can
 * be made the beginning of a new cluster: alone, with all that its log has, committed or not. Blocking, by the disk.
 *
 * <p>The steps are: write down the plan; let the log go on with this node as its only member and with the entry that leads the state
 * into a new epoch; forget the other nodes and take the new cluster's name; drop the plan. Until the last one the node does not start,
 * and after a crash the same steps end what was begun.
 */
public final class Recovery implements AutoCloseable {
    private final DataDirectory data;
    private final DiskOpener disks;
    private final WalOptions logOptions;
    private final LogAtRest log;
    private final StateAtRest state;
    private final Optional<RecoveryPlan> begun;
    private final Optional<String> obstacle;

    private Recovery(
            DataDirectory data,
            DiskOpener disks,
            WalOptions logOptions,
            LogAtRest log,
            StateAtRest state,
            Optional<RecoveryPlan> begun) {
        this.data = data;
        this.disks = disks;
        this.logOptions = logOptions;
        this.log = log;
        this.state = state;
        this.begun = begun;
        this.obstacle = begun.isPresent() ? Optional.empty() : obstacle();
    }

    /**
     * Takes the directory and reads log and state. Nothing is changed.
     *
     * @throws StartException a server has the directory, it is none of a node, or log or state are damaged
     */
    public static Recovery open(Path directory) throws StartException {
        return open(directory, FileDisk::open, WalOptions.defaults(), LmdbOptions.DEFAULT);
    }

    /** The same with the directory and the sizes that a node is configured with. */
    public static Recovery open(ServerConfiguration configuration) throws StartException {
        return open(configuration.dataDirectory(), FileDisk::open, configuration.log(), configuration.store());
    }

    static Recovery open(Path directory, DiskOpener disks, WalOptions logOptions, LmdbOptions store)
            throws StartException {
        DataDirectory data = DataDirectory.existing(directory, disks);
        boolean opened = false;
        try {
            StateAtRest state = state(data, store);
            LogAtRest log = LogAtRest.read(disks.open(data.log()), NodeParts.GROUP, state.appliedIndex());
            Recovery recovery = new Recovery(data, disks, logOptions, log, state, data.recovery());
            opened = true;
            return recovery;
        } catch (IOException | LogFaultException | StoreException failure) {
            throw failure(directory, failure);
        } finally {
            if (!opened) {
                close(data);
            }
        }
    }

    private static StateAtRest state(DataDirectory data, LmdbOptions options) throws IOException {
        try (LmdbStateStore store = LmdbStateStore.open(data.state(), options)) {
            return StateAtRest.read(store);
        }
    }

    public Path directory() {
        return data.path();
    }

    /** What is there. */
    public Survivor survivor() {
        return new Survivor(
                data.node().value(),
                cluster(),
                numbers(log.voters()),
                numbers(log.learners()),
                log.term(),
                log.lastTerm(),
                log.lastIndex(),
                Math.max(log.commitIndex(), state.appliedIndex()),
                state.appliedIndex(),
                state.epoch(),
                state.revision(),
                state.logTimeMillis(),
                state.calendarMillis(),
                state.sessions(),
                obstacle,
                begun.isPresent());
    }

    private String cluster() {
        return begun.map(RecoveryPlan::formerCluster).orElse(data.clusterId());
    }

    private static List<Integer> numbers(SortedSet<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).toList();
    }

    private Optional<String> obstacle() {
        NodeId self = data.node();
        boolean takesPart = log.voters().contains(self) || log.learners().contains(self);
        if (log.voters().isEmpty()) {
            return Optional.of("it has come to no cluster yet: there is nothing in its log");
        }
        if (!takesPart) {
            return Optional.of("it is no member of its cluster any more: take one of nodes " + log.voters());
        }
        if (log.voters().size() == 1
                && log.voters().contains(self)
                && log.learners().isEmpty()) {
            return Optional.of("it is the only member of its cluster already: start it");
        }
        if (!log.whole()) {
            return Optional.of("its log was damaged and given up, and the others have not given back yet what it had"
                    + " acknowledged: take another node, or restore a backup into a new cluster");
        }
        if (StateQuarantine.isPending(data)) {
            return Optional.of(
                    "its state was damaged, or differed from that of most nodes, and that of another node has"
                            + " not come in its place: take another node, or restore a backup into a new cluster");
        }
        if (state.appliedIndex() < log.firstIndex() - 1) {
            return Optional.of("its state ends at entry " + state.appliedIndex() + ", and its log begins at entry "
                    + log.firstIndex() + ": take another node, or restore a backup into a new cluster");
        }
        if (state.appliedIndex() > log.lastIndex()) {
            return Optional.of("its state ends at entry " + state.appliedIndex() + ", and its log at entry "
                    + log.lastIndex()
                    + ", so that a part of the log is lost: take another node, or restore a backup into a"
                    + " new cluster");
        }
        return Optional.empty();
    }

    /** Whether epochs and revisions are left above those of the state and above this epoch. */
    public boolean hasEpochAbove(int epochAbove, long nowMillis) {
        return state.canBeginAnew(epochAbove, nowMillis);
    }

    /**
     * Makes the node the beginning of a new cluster, or ends what an earlier run began; then, that run's arguments count. Not to be
     * called where there is an obstacle.
     *
     * @param epochAbove the new epoch is above this one too
     * @param nowMillis UTC
     * @return id of the new cluster
     * @throws StartException the disk failed, or log and plan contradict each other; to be run again then
     */
    public String beginAnew(int epochAbove, long nowMillis) throws StartException {
        if (obstacle.isPresent()) {
            throw new IllegalStateException(obstacle.get());
        }
        try {
            RecoveryPlan plan = begun.isPresent() ? begun.get() : planned(epochAbove, nowMillis);
            takeOver(plan);
            data.enter(plan.cluster());
            data.recovered();
            return plan.cluster();
        } catch (IOException | LogFaultException failure) {
            throw failure(data.path(), failure);
        }
    }

    private RecoveryPlan planned(int epochAbove, long nowMillis) throws IOException {
        RecoveryPlan plan =
                new RecoveryPlan(data.clusterId(), data.nameForNewCluster(), log.next(), epochAbove, nowMillis);
        data.plan(plan);
        return plan;
    }

    private void takeOver(RecoveryPlan plan) throws IOException {
        byte[] entry = state.beginAnew(data.node(), plan.formerCluster(), plan.epochAbove(), plan.nowMillis());
        try (Wal wal = Wal.open(disks.open(data.log()), logOptions, Runnable::run)) {
            LogAtRest.takeOver(wal, NodeParts.GROUP, data.node(), state.appliedIndex(), plan.from(), entry);
        }
    }

    private static StartException failure(Path directory, Exception failure) {
        String what = failure instanceof IOException io ? Reason.of(io) : String.valueOf(failure.getMessage());
        return new StartException("data directory " + directory + ": " + what, failure);
    }

    @Override
    public void close() {
        close(data);
    }

    private static void close(DataDirectory data) {
        try {
            data.close();
        } catch (IOException nothingLost) {
            // The system frees the lock when this process ends.
        }
    }
}
