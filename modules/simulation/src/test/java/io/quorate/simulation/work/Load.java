package io.quorate.simulation.work;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.simulation.Chance;
import io.quorate.simulation.SimDisk;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Done;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.FaultTally;
import io.quorate.simulation.world.NodeSettings;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Nodes under the load of many writers, each of which asks for the next command once the one before was answered. */
final class Load {
    private static final int CLIENTS = 4;
    private static final int WRITERS_OF_A_CLIENT = 32;
    private static final List<String> REGISTERS = List.of("register-1", "register-2");
    private static final String LOCK = "lock-1";
    private static final long TTL_MILLIS = 60_000;
    private static final long DEADLINE_MILLIS = 120_000;
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    private static final long REST_NANOS = 20_000_000_000L;

    private final int writersOfAClient;
    private final World world;
    private final Journal journal = new Journal();
    private final Cluster cluster;
    private final List<SimClient> clients = new ArrayList<>();
    private boolean stopping;
    /** Programs that have something under way. */
    private int working;

    /** One node. */
    Load(long seed, SimDisk disk) {
        this(seed, 1, () -> disk, WRITERS_OF_A_CLIENT);
    }

    Load(long seed, int nodes, Supplier<SimDisk> disks, int writersOfAClient) {
        this.writersOfAClient = writersOfAClient;
        this.working = CLIENTS * (1 + writersOfAClient);
        Chance chance = new Chance(seed);
        VirtualTime time = new VirtualTime(chance.branch());
        Trace trace = new Trace(time);
        Verdict verdict = new Verdict(trace);
        History history = new History(List.of(journal, History.judgedBy(verdict)));
        this.world = new World(chance, time, trace, verdict, history, new FaultTally());
        this.cluster = new Cluster(world, nodes, NodeSettings.small(), disks);
    }

    World world() {
        return world;
    }

    Journal journal() {
        return journal;
    }

    List<SimNode> nodes() {
        return cluster.nodes();
    }

    SimNode node() {
        return cluster.nodes().get(0);
    }

    void begin() {
        cluster.start();
        boolean[] deployed = new boolean[1];
        List<String> recipes = List.of(LockContract.RECIPE, RegisterContract.RECIPE);
        new Deployer(cluster.client("deployer", TTL_MILLIS), recipes, () -> deployed[0] = true).start();
        runUntil(() -> deployed[0]);
        for (int c = 0; c < CLIENTS; c++) {
            SimClient client = cluster.client("c" + c, TTL_MILLIS);
            clients.add(client);
            client.later(0, () -> acquire(client));
            for (int w = 0; w < writersOfAClient; w++) {
                String register = REGISTERS.get(w % REGISTERS.size());
                client.later(0, () -> add(client, register));
            }
        }
    }

    private void add(SimClient client, String register) {
        if (stopping) {
            working--;
        } else {
            Answer<Done> next = reply -> add(client, register);
            client.call(Verbs.ADD, register, id -> new Add(id, 1), DEADLINE_MILLIS, next);
        }
    }

    private void acquire(SimClient client) {
        if (stopping) {
            working--;
        } else {
            Answer<Grant> next = grant -> release(client, grant);
            client.call(
                    Verbs.ACQUIRE, LOCK, id -> new Acquire(DEADLINE_MILLIS, Long.toString(id)), DEADLINE_MILLIS, next);
        }
    }

    private void release(SimClient client, Grant grant) {
        Answer<Released> next = reply -> acquire(client);
        client.call(Verbs.RELEASE, LOCK, id -> new Release(grant.token()), DEADLINE_MILLIS, next);
    }

    /** Until so many more commands were acknowledged. */
    void awaitAcknowledged(int more) {
        int enough = journal.acknowledged() + more;
        runUntil(() -> journal.acknowledged() >= enough);
    }

    /** Nobody asks for anything new. */
    void stop() {
        stopping = true;
    }

    /** What a check of all rows comes to. */
    SystemCommand.Checked check() {
        List<SystemCommand.Checked> outcomes = new ArrayList<>();
        SimClient operator = cluster.client("operator", TTL_MILLIS);
        Answer<SystemCommand.Checked> told = Answer.of(outcomes::add, failure -> fail("the check failed: " + failure));
        operator.later(
                0,
                () -> operator.call(
                        Verbs.CHECK, SystemCommand.RECIPE, id -> new SystemCommand.Check(), DEADLINE_MILLIS, told));
        runUntil(() -> !outcomes.isEmpty());
        return outcomes.get(0);
    }

    /** All that was asked for is answered. */
    void pause() {
        stop();
        runUntil(() -> working == 0);
    }

    /** Everything asked for ends, the sessions too, and is forgotten. */
    void comeToRest() {
        pause();
        int[] closed = new int[1];
        clients.forEach(client -> client.later(0, () -> client.close(DEADLINE_MILLIS, () -> closed[0]++)));
        runUntil(() -> closed[0] == clients.size());
        long rested = world.time().nanos() + REST_NANOS;
        runUntil(() -> world.time().nanos() >= rested);
    }

    /** What a newcomer finds; all invariants judge it. */
    FinalState audit() {
        List<FinalState> found = new ArrayList<>();
        int results = node().results();
        int tombstones = node().tombstones();
        new Audit(
                        cluster.client("audit", TTL_MILLIS),
                        REGISTERS,
                        changes -> found.add(new FinalState(changes, results, tombstones)))
                .start();
        runUntil(() -> !found.isEmpty());
        world.history().finished(found.get(0));
        return found.get(0);
    }

    void runUntil(BooleanSupplier reached) {
        long end = world.time().nanos() + PATIENCE_NANOS;
        while (!reached.getAsBoolean()) {
            assertTrue(
                    world.time().step() && world.time().nanos() < end,
                    () -> "no progress\n" + String.join("\n", world.trace().lines()));
        }
    }
}
