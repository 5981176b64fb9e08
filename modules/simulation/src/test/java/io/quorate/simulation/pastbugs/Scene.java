package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.NodeId;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.simulation.Chance;
import io.quorate.simulation.SimDisk;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Invariant;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Done;
import io.quorate.simulation.work.Audit;
import io.quorate.simulation.work.Deployer;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.FaultTally;
import io.quorate.simulation.world.NodeSettings;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.Verb;
import io.quorate.simulation.world.World;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Three nodes with both recipes and with writers, until a test makes something go wrong; every invariant judges it. */
public final class Scene {
    static final String REGISTER = "register-1";
    static final String LOCK = "lock-1";
    public static final long SECOND = 1_000_000_000;

    /** Long enough that no call of a test ends by its deadline. */
    static final long DEADLINE_MILLIS = 100_000;

    /** Of sessions that are not to end. */
    private static final long LONG_TTL_MILLIS = 60_000;

    private static final Verb<Add, Done> ADD =
            Verb.of(RegisterContract.RECIPE, RegisterContract.VERSION, "add", Add.class, Done.class);
    private static final Verb<Acquire, Grant> ACQUIRE =
            Verb.of(LockContract.RECIPE, LockContract.VERSION, LockContract.ACQUIRE, Acquire.class, Grant.class);

    private static final int NODES = 3;
    private static final int TRIES = 30;
    private static final int WRITERS = 2;
    private static final long PATIENCE_NANOS = 120 * SECOND;

    /** The others have let go of a part of the log by then: their stores are flushed more often than that. */
    private static final long AWAY_NANOS = 6 * SECOND;

    /** A session that nobody keeps alive is over and forgotten by then. */
    private static final long REST_NANOS = 20 * SECOND;

    private final World world;
    private final Progress progress = new Progress();
    private final Cluster cluster;
    private boolean stopping;

    /** Writers that have something under way. */
    private int working;

    public Scene(long seed) {
        this(seed, time -> new Invariant() {});
    }

    /** @param watcher is told what happens from the beginning on */
    public Scene(long seed, Function<VirtualTime, Invariant> watcher) {
        Chance chance = new Chance(seed);
        VirtualTime time = new VirtualTime(chance.branch());
        Trace trace = new Trace(time);
        Verdict verdict = new Verdict(trace);
        History history = new History(List.of(progress, watcher.apply(time), History.judgedBy(verdict)));
        this.world = new World(chance, time, trace, verdict, history, new FaultTally());
        this.cluster = new Cluster(world, NODES, NodeSettings.small(), SimDisk::new);
        cluster.start();
        boolean[] deployed = new boolean[1];
        List<String> recipes = List.of(LockContract.RECIPE, RegisterContract.RECIPE);
        new Deployer(client("deployer"), recipes, () -> deployed[0] = true).start();
        runUntil(() -> deployed[0]);
    }

    public World world() {
        return world;
    }

    public Cluster cluster() {
        return cluster;
    }

    Progress progress() {
        return progress;
    }

    public SimClient client(String name) {
        return cluster.client(name, LONG_TTL_MILLIS);
    }

    /** Writers that each ask for the next command once the one before was answered. */
    public Scene write() {
        SimClient writers = client("writers");
        working = WRITERS;
        for (int i = 0; i < WRITERS; i++) {
            writers.later(0, () -> add(writers));
        }
        return this;
    }

    private void add(SimClient writer) {
        if (stopping) {
            working--;
        } else {
            Answer<Done> next = done -> add(writer);
            writer.call(ADD, REGISTER, id -> new Add(id, 1), DEADLINE_MILLIS, next);
        }
    }

    /** Asks for the lock, and waits for it. */
    public void acquire(SimClient client, Answer<Grant> answer) {
        acquire(client, DEADLINE_MILLIS, answer);
    }

    void acquire(SimClient client, long deadlineMillis, Answer<Grant> answer) {
        client.later(
                0,
                () -> client.call(
                        ACQUIRE, LOCK, id -> new Acquire(DEADLINE_MILLIS, Long.toString(id)), deadlineMillis, answer));
    }

    /** A client of this TTL that holds the lock. */
    public SimClient holder(long ttlMillis) {
        SimClient holder = cluster.client("holder", ttlMillis);
        boolean[] held = new boolean[1];
        acquire(holder, grant -> held[0] = true);
        runUntil(() -> held[0]);
        return holder;
    }

    public Optional<SimNode> anyLeader() {
        return cluster.nodes().stream().filter(SimNode::leads).findFirst();
    }

    public SimNode leader() {
        runUntil(() -> anyLeader().isPresent());
        return anyLeader().orElseThrow();
    }

    public SimNode follower() {
        SimNode leader = leader();
        return cluster.nodes().stream()
                .filter(node -> node != leader)
                .findFirst()
                .orElseThrow();
    }

    NodeId idOf(SimNode node) {
        return new NodeId(1 + cluster.nodes().indexOf(node));
    }

    int snapshots(SimNode node) {
        return progress.snapshots(idOf(node));
    }

    /** Alone for so long, and meanwhile the others let go of what it lacks: it needs a snapshot. */
    void fallBehind(SimNode node) {
        cluster.peers().isolate(node, PATIENCE_NANOS);
        elapse(AWAY_NANOS);
        awaitAcknowledged(1_000);
        cluster.peers().heal();
    }

    void awaitSnapshot(SimNode node) {
        int before = snapshots(node);
        runUntil(() -> snapshots(node) > before);
    }

    /** Stops the others in turn until this one leads. */
    void makeLead(SimNode node) {
        for (int i = 0; i < TRIES && leader() != node; i++) {
            leader().kill();
            elapse(3 * SECOND);
        }
        assertTrue(node.leads(), "it never led");
    }

    /** Until so many more commands were acknowledged. */
    public void awaitAcknowledged(int more) {
        int enough = progress.acknowledged() + more;
        runUntil(() -> progress.acknowledged() >= enough);
    }

    public void elapse(long nanos) {
        long until = world.time().nanos() + nanos;
        runUntil(() -> world.time().nanos() >= until);
    }

    public void runUntil(BooleanSupplier reached) {
        long end = world.time().nanos() + PATIENCE_NANOS;
        while (!reached.getAsBoolean()) {
            assertTrue(
                    world.time().step() && world.time().nanos() < end,
                    () -> "no progress\n" + String.join("\n", world.trace().lines()));
        }
    }

    /** All comes to rest; every node has the same state, all that was acknowledged is in it, and no invariant broke. */
    public void judge() {
        stopping = true;
        cluster.network().heal();
        cluster.peers().heal();
        cluster.nodes().forEach(SimNode::heal);
        runUntil(() -> working == 0);
        elapse(REST_NANOS);
        int results = cluster.nodes().stream().mapToInt(SimNode::results).sum();
        int tombstones = cluster.nodes().stream().mapToInt(SimNode::tombstones).sum();
        boolean[] done = new boolean[1];
        new Audit(client("audit"), List.of(REGISTER), changes -> {
                    world.history().finished(new FinalState(changes, results, tombstones));
                    done[0] = true;
                })
                .start();
        runUntil(() -> done[0]);
        runUntil(() -> new HashSet<>(progress.indexes()).size() == 1);
        assertEquals(Optional.empty(), world.verdict().violation());
    }
}
