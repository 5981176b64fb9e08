package io.quorate.simulation.world;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.KernelStatus;
import io.quorate.kernel.Quarantine;
import io.quorate.kernel.QueryRequest;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.RestoreKeys;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.LostLog;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.Wal;
import io.quorate.recipe.SessionId;
import io.quorate.simulation.Chance;
import io.quorate.simulation.SimDisk;
import io.quorate.simulation.Survival;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A machine that runs a node: its disk and what is on it outlive the processes. A process that dies or halts is started
 * again after a while.
 */
public final class SimNode {
    static final String CLUSTER_ID = "simulated";

    private static final long SUPERVISION_NANOS = 100_000_000;
    private static final int MAX_DISK_CALLS_TO_FAULT = 30;
    private static final List<String> DISK_VERBS = List.of("write", "sync", "create", "rename", "delete");
    private static final int MAX_RARE_DISK_CALLS = 5;
    private static final long MAX_MICROS_AFTER_DISK = 8_000;

    private final World world;
    private final Place place;
    private final NodeId id;
    private final Optional<Membership> founders;
    private final Chance chance;
    private final SimDisk disk;
    private final DiskPace pace;
    private final NodeServes serves;
    private Promises promises = new Promises(NodeProcess.GROUP);
    private Quarantine quarantine = Quarantine.inMemory();
    private MemoryStateStore store = new MemoryStateStore();
    private Optional<NodeProcess> process = Optional.empty();
    private final List<SimConnection> connections = new ArrayList<>();
    private final Rot rot;

    private final AddressBook addresses;

    private boolean led;
    private boolean retired;
    private boolean starting;
    private boolean logLost;

    /** How often all that it had was lost. */
    private int losses;

    private boolean comesBack;
    private boolean powerFailsWithDisk;
    private boolean powerFailsAtStart;
    /** Of the disk, before the process was started. */
    private SimDisk.Faults faultsBefore;

    /**
     * What surrounds a machine.
     *
     * @param endpoints where clients find all of them
     */
    record Place(World world, PeerLinks peers, Supplier<SortedMap<NodeId, String>> endpoints, NodeSettings settings) {}

    /**
     * @param founders empty for one that is let in later
     * @param configured nodes that its configuration names
     */
    SimNode(Place place, NodeId id, Optional<Membership> founders, SortedSet<NodeId> configured, SimDisk disk) {
        this.world = place.world();
        this.place = place;
        this.id = id;
        this.founders = founders;
        this.addresses = new AddressBook(configured);
        this.chance = world.chance().branch();
        this.disk = disk;
        this.rot = new Rot(disk);
        this.faultsBefore = disk.faults();
        this.pace = new DiskPace(world.time(), chance.branch());
        this.serves = new NodeServes(world.verdict());
        world.time().after(SUPERVISION_NANOS, this::supervise);
        world.time().after(SUPERVISION_NANOS, this::flushNowAndThen);
    }

    public NodeId id() {
        return id;
    }

    String endpoint() {
        return "node-" + id + ":7420";
    }

    Optional<Membership> founders() {
        return founders;
    }

    Place place() {
        return place;
    }

    SimDisk disk() {
        return disk;
    }

    /** Tells its data from any other that it had. */
    String directory() {
        return "data-" + id + "." + losses;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    DiskPace pace() {
        return pace;
    }

    Promises promises() {
        return promises;
    }

    /** Starts a process when none runs. */
    public void start() {
        startAfter(chance.millis(1, 50));
    }

    private void startAfter(long nanos) {
        if (!starting && !retired && process.isEmpty()) {
            starting = true;
            world.time().after(nanos, this::boot);
        }
    }

    private void boot() {
        starting = false;
        if (retired) {
            return;
        }
        faultsBefore = disk.faults();
        if (powerFailsAtStart) {
            disk.failFromCall(1 + chance.below(MAX_DISK_CALLS_TO_FAULT));
        }
        try {
            process = Optional.of(new NodeProcess(world, this, this::storedFor));
            serves.started(this, rot);
            place.peers().greet(this);
            trace("started at index " + store.applied().index());
        } catch (LogFaultException fault) {
            trace("cannot start: " + fault.getMessage());
            serves.opening(this, fault.fault(), diskFailed(), rot);
            if (rot.explains(fault.fault())) {
                disk.processKill();
                goOnWithoutLog(fault.fault());
            } else if (powerFailsAtStart || powerFailsWithDisk) {
                losePower();
            } else {
                disk.processKill();
                startAfter(chance.millis(200, 1_000));
            }
        }
    }

    /** A state that the log does not lead to any more is of no use; one that has come since, the log may not have learned of. */
    private StateStore storedFor(Wal log) {
        boolean isReplaced = log.isInstalling(NodeProcess.GROUP, store.applied().index());
        if (log.hasBegunAnew(NodeProcess.GROUP) && !isReplaced) {
            store = new MemoryStateStore();
        }
        return new WatchedStore(store, id, world, disk::syncedElsewhere);
    }

    /** As a server does that has peers; when it must not, the operator puts another node in its place. */
    private void goOnWithoutLog(LogFault damage) {
        try {
            LostLog.giveUp(disk, damage);
            rot.gone();
            logLost = true;
            world.faults().add(FaultKind.LOG_LOST, 1);
            trace("goes on with an empty log");
            startAfter(chance.millis(20, 2_000));
        } catch (LogFaultException refused) {
            trace("cannot go on: " + refused.getMessage());
        }
    }

    /** A task of the disk is done, or has failed. */
    void diskUsed() {
        if (disk.isFailing() && (powerFailsWithDisk || powerFailsAtStart)) {
            losePower();
        }
    }

    /** A thread of the process died. */
    void failed(Throwable failure) {
        serves.failed(this, failure);
        kill();
    }

    private void losePower() {
        world.faults()
                .add(powerFailsAtStart ? FaultKind.POWER_LOSS_WHILE_STARTING : FaultKind.POWER_LOSS_WHILE_WRITING, 1);
        powerOff();
    }

    private void supervise() {
        if (retired) {
            return;
        }
        world.time().after(SUPERVISION_NANOS, this::supervise);
        process.ifPresent(running -> {
            addresses.stored(running.storedAddresses());
            running.exchangePeers();
            comesBack &= !isBack();
        });
        place.peers().greet(this);
        Optional<KernelStatus> status = process.flatMap(NodeProcess::status);
        boolean leads = status.filter(KernelStatus::leads).isPresent();
        if (leads && !led) {
            trace("leads");
            world.sightings().leads(id);
        }
        led = leads;
        status.flatMap(KernelStatus::problem).ifPresent(problem -> {
            trace("halted: " + problem.message());
            serves.halted(this, problem, diskFailed());
            if (isFull()) {
                world.faults().add(FaultKind.DISK_FULL, 1);
            } else if (diskFailed()) {
                world.faults().add(FaultKind.DISK_ERROR, 1);
            }
            if (chance.oneIn(2)) {
                kill();
            } else {
                powerOff();
            }
        });
    }

    /** The disk has failed an operation of this process. */
    private boolean diskFailed() {
        return isFull() || disk.faults().errors() > faultsBefore.errors();
    }

    private boolean isFull() {
        return disk.faults().full() > faultsBefore.full();
    }

    private void flushNowAndThen() {
        if (retired) {
            return;
        }
        process.ifPresent(NodeProcess::flushStore);
        world.time().after(chance.millis(100, 2_000), this::flushNowAndThen);
    }

    // Faults.

    /** The power goes: what was not synced may be lost, and nobody is told. */
    public void cutPower() {
        world.faults().add(FaultKind.POWER_LOSS, 1);
        powerOff();
    }

    private void powerOff() {
        die();
        SimDisk.Faults before = disk.faults();
        disk.powerFailure(Survival.anySubset(chance.seed()));
        SimDisk.Faults after = disk.faults();
        world.faults().add(FaultKind.SECTOR_LOST, after.lostSectors() - before.lostSectors());
        world.faults().add(FaultKind.SECTOR_TORN, after.tornSectors() - before.tornSectors());
        world.faults().add(FaultKind.DIRECTORY_CHANGE_LOST, after.lostChanges() - before.lostChanges());
        MemoryStateStore kept = store.reopened(false);
        MemoryStateStore older = store.reopened(true);
        boolean lost =
                chance.oneIn(2) && older.applied().index() < kept.applied().index();
        world.faults().add(FaultKind.STORE_FLUSH_LOST, lost ? 1 : 0);
        store = lost ? older : kept;
        powerFailsAtStart = false;
        powerFailsWithDisk = false;
        connections.forEach(SimConnection::serverVanished);
        connections.clear();
        trace("power lost");
        startAfter(chance.millis(100, 3_000));
    }

    /** The process is killed; the operating system lives on. */
    public void kill() {
        die();
        disk.processKill();
        store = store.reopened(false);
        place.peers().broken(id);
        connections.forEach(SimConnection::serverReset);
        connections.clear();
        trace("killed");
        startAfter(chance.millis(20, 2_000));
    }

    /** Stops in order, and is started again. */
    public void stop() {
        process.ifPresent(running -> {
            trace("stops");
            running.stop(this::kill);
        });
    }

    /** Is killed, and while it is down a byte of its log rots; false when it has too little of one. */
    public boolean rot() {
        if (retired || rot.isThere() || !isElector() || !rot.isPossible()) {
            return false;
        }
        boolean idle = process.filter(NodeProcess::isLogAtRest).isPresent();
        kill();
        trace("rots: " + rot.set(chance, idle));
        return true;
    }

    /** Is killed, and comes back without anything that it had; false when it has gone, or has less than it should have. */
    public boolean loseData() {
        boolean possible = !retired && !rot.isThere() && isElector();
        if (possible) {
            loseDataAgain();
        }
        return possible;
    }

    /** The same, though it may not have got back what it lost before. */
    public void loseDataAgain() {
        kill();
        disk.replaced();
        store = new MemoryStateStore();
        quarantine = Quarantine.inMemory();
        promises = new Promises(NodeProcess.GROUP);
        addresses.stored(new TreeSet<>());
        logLost = false;
        losses++;
        comesBack = true;
        trace("has lost all data, and is " + directory() + " now");
    }

    /** The state says that this member is let in again, after it lost its data. */
    public boolean letsIn(SimNode lost) {
        byte[] row = store.get(Keys.readmission());
        return row != null
                && StateRows.READMISSION.decode(row).node() == lost.id().value();
    }

    /** The state says that it votes, with the data that it has. */
    private boolean isBack() {
        byte[] members = store.get(Keys.members());
        byte[] directories = store.get(Keys.memberDirectories());
        return !letsIn(this)
                && members != null
                && StateRows.MEMBERS.decode(members).voters().contains(id.value())
                && directories != null
                && StateRows.MEMBER_DIRECTORIES
                        .decode(directories)
                        .of(id.value())
                        .filter(directory()::equals)
                        .isPresent();
    }

    /** It lost its data, and the members have not let it in again. */
    public boolean isComingBack() {
        return comesBack;
    }

    /** Cannot start any more, or not yet. */
    public boolean isRotten() {
        return rot.isThere();
    }

    /** Its log has all that it ever acknowledged. */
    public boolean isElector() {
        return !comesBack && (!logLost || process.filter(NodeProcess::isElector).isPresent());
    }

    /** Switched off for ever. */
    void retire() {
        die();
        retired = true;
        disk.processKill();
        place.peers().broken(id);
        connections.forEach(SimConnection::serverReset);
        connections.clear();
        trace("switched off");
    }

    private void die() {
        addresses.forgetGuests();
        process.ifPresent(NodeProcess::die);
        process = Optional.empty();
    }

    /** The power goes in the middle of something that the disk does soon. */
    public void cutPowerWhileWriting() {
        powerFailsWithDisk = true;
        disk.failFromCall(1 + chance.below(MAX_DISK_CALLS_TO_FAULT));
    }

    /** The power goes shortly after something that the disk does soon, often between two tasks of one undertaking. */
    public void cutPowerAfterDisk() {
        disk.whenCalled(
                chance.pick(DISK_VERBS),
                1 + chance.below(MAX_RARE_DISK_CALLS),
                () -> world.time().after(chance.micros(0, MAX_MICROS_AFTER_DISK), () -> {
                    if (!retired) {
                        world.faults().add(FaultKind.POWER_LOSS_AFTER_WRITING, 1);
                        powerOff();
                    }
                }));
    }

    /** The power goes now, and again while the node starts. */
    public void cutPowerTwice() {
        cutPower();
        powerFailsAtStart = true;
    }

    /** One write or sync soon fails. */
    public void failDiskOnce() {
        disk.failCall(1 + chance.below(MAX_DISK_CALLS_TO_FAULT));
    }

    /** No new file finds room for a while. */
    public void fillDisk(long nanos) {
        disk.capacity(0);
        world.time().after(nanos, () -> disk.capacity(SimDisk.UNLIMITED));
    }

    public void slowDisk(long nanos) {
        pace.slowFor(nanos);
    }

    public void pause(long nanos) {
        process.ifPresent(running -> running.pauseUntil(world.time().nanos() + nanos));
    }

    /** One thread of the process stands still, the others go on. */
    public void stallThread(long nanos) {
        boolean consensus = chance.oneIn(2);
        process.ifPresent(running -> running.stallUntil(world.time().nanos() + nanos, consensus));
    }

    /** What the recipes have in their cells of this name gets lost in the store, and the disk does not say so. */
    public void rotState(String cell) {
        List<byte[]> keys = new ArrayList<>();
        byte[] end = Keys.row(Long.MAX_VALUE, "", new byte[0]);
        try (RowCursor rows = store.scan(Keys.row(0, "", new byte[0]), end)) {
            while (rows.next()) {
                keys.add(rows.key());
            }
        }
        keys.removeIf(key -> !new String(key, StandardCharsets.ISO_8859_1).endsWith(cell + '\0'));
        keys.forEach(store::delete);
        trace("lost " + keys.size() + " rows");
    }

    /** Nothing is armed any more. */
    public void heal() {
        powerFailsAtStart = false;
        powerFailsWithDisk = false;
        disk.failCall(Long.MAX_VALUE / 2);
        disk.whenCalled("", 0, () -> {});
        disk.capacity(SimDisk.UNLIMITED);
        pace.slowFor(0);
    }

    // The network's side.

    AddressBook addresses() {
        return addresses;
    }

    boolean isUp() {
        return process.isPresent();
    }

    void connected(SimConnection connection) {
        connections.add(connection);
    }

    void disconnected(SimConnection connection) {
        connections.remove(connection);
    }

    Optional<NodeProcess> process() {
        return process;
    }

    /** Asks this node, as one of its own threads would; never answered when the process dies before. */
    public void query(QueryRequest request, Consumer<CallResult> completion) {
        process.ifPresent(running -> running.query(request, completion));
    }

    // For the judgement.

    /** Takes commands. */
    public boolean leads() {
        return process.flatMap(NodeProcess::status).filter(KernelStatus::leads).isPresent();
    }

    /** It found that its state differs, and has no other one yet. */
    public boolean isQuarantined() {
        return quarantine.isPending();
    }

    /** Its state differed, and was replaced. */
    public boolean isRebuilt() {
        return quarantine.replacedAt().isPresent();
    }

    /** Hash over all that the state went through; none while the process is down. */
    public Optional<Long> chain() {
        return process.flatMap(NodeProcess::status).map(KernelStatus::chain);
    }

    /** Who takes part, as it says. */
    public Optional<Membership> members() {
        return process.map(NodeProcess::members);
    }

    /** Index of the last entry that its state has. */
    public long applied() {
        return store.applied().index();
    }

    /** Rows of results that sessions keep. */
    public int results() {
        return rows(Keys.results(new SessionId(1))[0]);
    }

    /** Ended sessions that are remembered. */
    public int tombstones() {
        return rows(Keys.tombstone(new SessionId(1))[0]);
    }

    /** Whether a bundle is on its way. */
    public boolean isDeploying() {
        byte[] prefix = Keys.deployments();
        try (RowCursor cursor = store.scan(prefix, KeyBytes.successor(prefix))) {
            while (cursor.next()) {
                if (StateRows.DEPLOYMENT.decode(cursor.value()).state() == Deployment.State.STAGED) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a backup comes in, or what it replaced has yet to go. */
    public boolean isRestoring() {
        return store.get(RestoreKeys.restore()) != null;
    }

    private int rows(int kind) {
        int rows = 0;
        try (RowCursor cursor = store.scan(new byte[] {(byte) kind}, new byte[] {(byte) (kind + 1)})) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    /** For people. */
    @Override
    public String toString() {
        return "node " + id + " (" + process.map(NodeProcess::toString).orElse("down") + ", applied " + applied()
                + ", knows " + addresses + ")";
    }

    private void trace(String what) {
        world.trace().add("node-" + id, what);
    }
}
