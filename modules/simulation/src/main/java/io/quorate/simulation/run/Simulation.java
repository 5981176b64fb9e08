package io.quorate.simulation.run;

import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.simulation.Chance;
import io.quorate.simulation.SimDisk;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.work.Audit;
import io.quorate.simulation.work.Deployer;
import io.quorate.simulation.work.NodeReads;
import io.quorate.simulation.work.Operator;
import io.quorate.simulation.work.Probe;
import io.quorate.simulation.work.QueueDrain;
import io.quorate.simulation.work.Restorer;
import io.quorate.simulation.work.Seat;
import io.quorate.simulation.work.StoreReading;
import io.quorate.simulation.work.Task;
import io.quorate.simulation.work.Upgrader;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.GuardedResource;
import io.quorate.simulation.world.NodeSettings;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A cluster with its clients, from one seed: recipes are deployed, clients work while things go wrong, everything is healed
 * and comes to rest, and what happened is judged. One thread.
 */
public final class Simulation {
    private static final long SECOND = 1_000_000_000;
    private static final long LOOK_NANOS = SECOND / 10;

    /** Longest time for each phase but the work. */
    private static final long PHASE_NANOS = 120 * SECOND;

    /** Time to live of the longest session, time for which it is remembered, and some more. */
    private static final long REST_NANOS = 20 * SECOND;

    /** For which a leader is cut off from the others when none was lost by chance. */
    private static final long UNSEATED_NANOS = 4 * SECOND;

    private static final long DEPLOYER_TTL_MILLIS = 5_000;
    /** In entries. */
    private static final long MAX_RESTING_LAG = 16;

    private static final String SEGMENTS = "wal-";
    private static final int FAULTS_WHILE_DEPLOYING = 3;

    /** Locks that are taken two or three at once. */
    private static final int LOCKS_OF_SETS = 4;

    /** One world in so many has queues. */
    private static final int QUEUE_WORLDS = 3;

    /** And one in so many has a store. */
    private static final int STORE_WORLDS = 3;

    // Each makes other draws of a seed than the rest of its world does.
    private static final long SETS = 0x5365_7473_5365_7473L;
    private static final long COUNTERS = 0x436f_756e_7465_7273L;
    private static final long QUEUES = 0x5175_6575_6573_5175L;
    private static final long STORES = 0x5374_6f72_6573_5374L;
    private static final long VALUES = 0x5661_6c75_6573_5661L;
    private static final long BARRIERS = 0x4261_7272_6965_7273L;
    private static final long RESTORES = 0x5265_7374_6f72_6573L;

    private final Scenario scenario;
    private final World world;
    private final Chance chance;
    private final Cluster cluster;
    private final Task task;
    private final List<Seat> seats = new ArrayList<>();
    private final Operator operator;
    private final NodeReads readers;
    private final Upgrader upgrader;
    private final Restorer restorer;
    private final boolean restores;
    private final Faults faults;
    private long phaseEndNanos;
    /** When nothing more goes wrong, so that a run that had no luck gets its work done all the same. */
    private long peaceNanos;

    private boolean deployed;
    private boolean auditing;
    private boolean done;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.world = World.of(scenario.seed());
        this.chance = world.chance().branch();
        this.cluster = new Cluster(world, scenario.nodes(), NodeSettings.any(chance), this::disk);
        TreeMap<String, GuardedResource> locks = new TreeMap<>();
        for (int i = 1 + chance.below(3); i > 0; i--) {
            locks.put("lock-" + i, new GuardedResource("lock-" + i, world.history()));
        }
        TreeMap<String, GuardedResource> together = new TreeMap<>();
        for (int i = new Chance(scenario.seed() ^ SETS).oneIn(2) ? LOCKS_OF_SETS : 0; i > 0; i--) {
            together.put("together-" + i, new GuardedResource("together-" + i, world.history()));
        }
        List<String> counters =
                new Chance(scenario.seed() ^ COUNTERS).oneIn(2) ? List.of("counter-1", "counter-2") : List.of();
        List<String> queues = new Chance(scenario.seed() ^ QUEUES).oneIn(QUEUE_WORLDS) ? List.of("queue-1") : List.of();
        List<String> stores = new Chance(scenario.seed() ^ STORES).oneIn(STORE_WORLDS) ? List.of("store-1") : List.of();
        this.task = new Task(
                world,
                locks,
                together,
                List.of("register-1", "register-2"),
                List.of("election-1"),
                counters,
                new Chance(scenario.seed() ^ VALUES).oneIn(3),
                new Chance(scenario.seed() ^ BARRIERS).oneIn(2),
                queues,
                stores);
        this.operator = new Operator(world, cluster, scenario.nodes());
        this.readers = new NodeReads(task, cluster);
        this.faults = new Faults(world, cluster, seats, operator);
        this.upgrader = new Upgrader(world, cluster, recipes());
        Chance saving = new Chance(scenario.seed() ^ RESTORES);
        this.restores = saving.oneIn(2);
        this.restorer = new Restorer(world, cluster, saving);
    }

    private SimDisk disk() {
        SimDisk disk = new SimDisk();
        switch (scenario.disks()) {
            case HONEST -> {}
            case LYING -> disk.syncsLie(true);
            case FORGETFUL -> disk.forgetSyncsOf(name -> name.startsWith(SEGMENTS));
        }
        return disk;
    }

    public static Result run(Scenario scenario) {
        return new Simulation(scenario).run();
    }

    private Result run() {
        cluster.start();
        deploy();
        while (!done && goesOn() && world.time().step()) {
            if (world.time().nanos() > phaseEndNanos) {
                world.verdict()
                        .violated(ProgressInTime.class, "a phase takes longer than " + PHASE_NANOS / SECOND + " s");
                overdue();
            }
        }
        return new Result(
                scenario,
                world.verdict().violations(),
                world.trace().hash(),
                world.trace().lines(),
                Effort.of(world),
                world.faults(),
                world.sightings().snapshotsInstalled(),
                world.sightings().answersThatSpare(),
                world.sightings().broughtUpByOthers());
    }

    /** Whoever wants to see the end sees what is there, whether or not it has come to rest. */
    private void overdue() {
        if (scenario.toTheEnd() && !auditing) {
            audit();
        } else {
            done = true;
        }
    }

    private boolean goesOn() {
        return scenario.toTheEnd() || world.verdict().violation().isEmpty();
    }

    private void phase(String name, long nanos) {
        world.trace().add("PHASE", name);
        phaseEndNanos = world.time().nanos() + nanos;
    }

    private void deploy() {
        phase("deploy", PHASE_NANOS);
        if (chance.oneIn(FAULTS_WHILE_DEPLOYING)) {
            faults.begin(world.time().nanos() + 5 * SECOND);
            world.time().after(PHASE_NANOS / 3, () -> {
                if (!deployed) {
                    faults.heal();
                }
            });
        }
        new Deployer(deployer(), recipes(), this::work).start();
    }

    private SimClient deployer() {
        return cluster.client("deployer", DEPLOYER_TTL_MILLIS);
    }

    private List<String> recipes() {
        List<String> recipes =
                new ArrayList<>(List.of(LockContract.RECIPE, RegisterContract.RECIPE, ElectionContract.RECIPE));
        if (!task.counters().isEmpty() || task.values()) {
            recipes.add(AtomicContract.RECIPE);
        }
        if (task.barriers()) {
            recipes.add(BarrierContract.RECIPE);
        }
        if (!task.queues().isEmpty()) {
            recipes.add(QueueContract.RECIPE);
        }
        if (!task.stores().isEmpty()) {
            recipes.add(KvContract.RECIPE);
        }
        return recipes;
    }

    private void work() {
        deployed = true;
        long nanos = scenario.workSeconds() * SECOND;
        phase("work", nanos + PHASE_NANOS);
        peaceNanos = world.time().nanos() + nanos + PHASE_NANOS / 2;
        for (int i = 4 + chance.below(4); i > 0; i--) {
            seats.add(new Seat(task, cluster, i));
        }
        faults.begin(world.time().nanos() + nanos);
        if (isCluster()) {
            operator.begin();
            readers.begin();
        }
        if (chance.oneIn(2)) {
            upgrader.begin();
        }
        if (restores) {
            restorer.begin();
        }
        world.time().after(nanos, this::healWhenEnoughIsDone);
    }

    private boolean isCluster() {
        return scenario.nodes() > 1;
    }

    /** A run in which the nodes were down most of the time, or always had the same leader, would prove little. */
    private void healWhenEnoughIsDone() {
        Effort least = Effort.least(scenario.nodes());
        Effort done = Effort.of(world);
        if (done.reaches(least)) {
            heal();
            return;
        }
        if (world.time().nanos() >= peaceNanos) {
            faults.heal();
        }
        if (done.leaderChanges() < least.leaderChanges()) {
            faults.unseatLeader(UNSEATED_NANOS);
        }
        world.time().after(UNSEATED_NANOS + SECOND, this::healWhenEnoughIsDone);
    }

    private void heal() {
        phase("heal", PHASE_NANOS);
        faults.heal();
        seats.forEach(Seat::rest);
        readers.rest();
        upgrader.rest();
        restorer.rest();
        if (isCluster()) {
            operator.makeWhole(this::probe);
        } else {
            probe();
        }
    }

    private void probe() {
        new Probe(
                        cluster.client("probe", DEPLOYER_TTL_MILLIS),
                        task.locks().keySet(),
                        task.registers(),
                        task.elections(),
                        this::awaitRest,
                        failure -> world.verdict()
                                .violated(ProgressInTime.class, "a newcomer in a healthy world was told " + failure))
                .start();
    }

    private void awaitRest() {
        if (upgrader.isIdle() && restorer.isIdle() && seats.stream().allMatch(Seat::isIdle)) {
            world.time().after(REST_NANOS, this::drain);
        } else {
            world.time().after(LOOK_NANOS, this::awaitRest);
        }
    }

    private void drain() {
        if (task.queues().isEmpty() || auditing) {
            audit();
            return;
        }
        phase("drain", PHASE_NANOS);
        new QueueDrain(
                        cluster.client("drain", DEPLOYER_TTL_MILLIS),
                        task.queues(),
                        () -> world.time().after(REST_NANOS, this::audit),
                        failure -> world.verdict()
                                .violated(ProgressInTime.class, "whoever drained a queue was told " + failure))
                .start();
    }

    private void audit() {
        if (auditing) {
            return;
        }
        auditing = true;
        phase("audit", PHASE_NANOS);
        requireLevel();
        requireNoneUnderWay();
        if (task.stores().isEmpty()) {
            auditRegisters();
        } else {
            new StoreReading(cluster.client("reader", DEPLOYER_TTL_MILLIS), task.stores(), this::auditRegisters)
                    .start();
        }
    }

    private void auditRegisters() {
        int results = cluster.nodes().stream().mapToInt(SimNode::results).sum();
        int tombstones = cluster.nodes().stream().mapToInt(SimNode::tombstones).sum();
        new Audit(cluster.client("audit", DEPLOYER_TTL_MILLIS), task.registers(), changes -> {
                    world.history().finished(new FinalState(changes, results, tombstones));
                    done = true;
                })
                .start();
    }

    /** Whoever lags when all has rested does not hear of the others, or they do not hear of it. */
    private void requireLevel() {
        List<SimNode> nodes = cluster.nodes();
        long last = nodes.stream().mapToLong(SimNode::applied).max().orElseThrow();
        nodes.stream()
                .filter(node -> node.applied() + MAX_RESTING_LAG < last)
                .forEach(node -> world.verdict()
                        .violated(
                                ProgressInTime.class,
                                "node " + node.id() + " has applied " + node.applied() + " of " + last + " entries; "
                                        + nodes));
    }

    /** A deployment becomes active or fails, and a restore is over, whoever fails meanwhile. */
    private void requireNoneUnderWay() {
        cluster.nodes().stream()
                .filter(SimNode::isDeploying)
                .forEach(node -> world.verdict()
                        .violated(ProgressInTime.class, "node " + node.id() + " still deploys a bundle"));
        cluster.nodes().stream()
                .filter(SimNode::isRestoring)
                .forEach(node ->
                        world.verdict().violated(ProgressInTime.class, "node " + node.id() + " is still restoring"));
    }

    /** Once everything is healed, whatever was begun ends, and newcomers are served. */
    private static final class ProgressInTime {}
}
