package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.lock.api.LockContract.Describe;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.SimClient;
import java.util.List;

/** What one client's program does all day, until it is told to come to an end. */
final class Program {
    private static final long QUERY_MILLIS = 3_000;

    /** Commands that are asked for at once. */
    private static final int MAX_BURST = 8;

    private final Task task;
    private final SimClient client;
    private final Chance chance;
    private final LockWork locks;
    private final SetWork sets;
    private final RegisterWork registers;
    private final ElectionWork elections;
    private final CounterWork counters;
    private final QueueWork queues;
    private final ValueWork values;
    private final BarrierWork barriers;
    private final KvWork stores;
    private boolean resting;

    Program(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
        this.locks = new LockWork(task, client, chance);
        this.sets = new SetWork(task, client, chance);
        this.registers = new RegisterWork(task, client, chance);
        this.elections = new ElectionWork(task, client, chance);
        this.counters = new CounterWork(task, client, chance);
        this.queues = new QueueWork(task, client, chance);
        this.values = new ValueWork(client, chance);
        this.barriers = new BarrierWork(client, chance);
        this.stores = new KvWork(task, client, chance);
        think();
    }

    SimClient client() {
        return client;
    }

    /** Begins nothing new. */
    void rest() {
        resting = true;
    }

    /** Everything it began has ended. */
    boolean isIdle() {
        return locks.isIdle()
                && sets.isIdle()
                && registers.isIdle()
                && elections.isIdle()
                && counters.isIdle()
                && values.isIdle()
                && barriers.isIdle()
                && queues.isIdle()
                && stores.isIdle();
    }

    /** The client is gone. */
    void end() {
        registers.end();
    }

    private void think() {
        client.later(chance.oneIn(20) ? chance.millis(500, 3_000) : chance.millis(5, 120), this::act);
    }

    private void act() {
        if (resting) {
            return;
        }
        int choice = chance.below(100);
        if (choice < 50 && task.barriers() && chance.oneIn(3)) {
            barriers.begin();
        } else if (choice < 50 && !task.queues().isEmpty() && chance.oneIn(4)) {
            queues.begin();
        } else if (choice < 50 && !task.stores().isEmpty() && chance.oneIn(4)) {
            stores.begin();
        } else if (choice < 50) {
            for (int more = chance.oneIn(3) ? chance.below(MAX_BURST) : 0; more >= 0; more--) {
                registers.command();
            }
        } else if (choice < 70) {
            if (!task.counters().isEmpty() && chance.oneIn(2)) {
                counters.begin();
            } else if (task.values() && chance.oneIn(2)) {
                values.begin();
            } else {
                registers.read();
            }
        } else if (choice < 86) {
            if (!task.together().isEmpty() && chance.oneIn(3)) {
                sets.begin();
            } else {
                locks.begin();
            }
        } else if (choice < 90) {
            elections.begin();
        } else if (choice < 97) {
            look();
        } else {
            registers.listen();
        }
        think();
    }

    private void look() {
        ReadLevel level = chance.pick(List.of(ReadLevel.values()));
        if (chance.oneIn(3)) {
            client.query(Verbs.SESSIONS, "", new SystemQuery.ListSessions(0, 10), level, QUERY_MILLIS, reply -> {});
        } else {
            String lock = chance.pick(List.copyOf(task.locks().keySet()));
            client.query(Verbs.DESCRIBE, lock, new Describe(), level, QUERY_MILLIS, reply -> {});
        }
    }
}
