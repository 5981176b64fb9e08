package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.itests.LedgerWriters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Clients of all kinds at work on a cluster, and what has to be true of all that they saw. */
final class Load implements AutoCloseable {
    /** Operations on registers for each second; with fewer a history shows nothing. */
    private static final double MIN_RATE = 10;

    private static final int REGISTERS = 6;
    private static final int REGISTER_CLIENTS = 4;
    private static final int LOCK_CLIENTS = 3;
    private static final int LEDGER_WRITERS = 1;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final long begun = System.nanoTime();
    private final FaultyCluster cluster;
    private final RegisterHistory history = new RegisterHistory();
    private final List<Runnable> open = new ArrayList<>();
    private final RegisterClients clients;
    private final PinnedReaders readers;
    private final LockClients locks;
    private final LedgerWriters ledger;

    private Load(FaultyCluster cluster, String name, long seed) {
        this.cluster = cluster;
        SplittableRandom chance = new SplittableRandom(seed);
        String endpoints = cluster.nodes().endpoints();
        List<String> registers = IntStream.range(0, REGISTERS)
                .mapToObj(number -> name + "-" + number)
                .toList();
        clients = RegisterClients.begin(endpoints, REGISTER_CLIENTS, history, registers, chance.nextLong());
        open.add(clients::close);
        readers = PinnedReaders.begin(cluster.nodes(), history, registers, chance.nextLong());
        locks = LockClients.begin(endpoints, LOCK_CLIENTS, chance.nextLong());
        open.add(locks::close);
        ledger = LedgerWriters.connect(endpoints, 1, LEDGER_WRITERS, name);
        open.add(ledger::close);
        ledger.begin();
    }

    /** @param name of registers and a ledger that nobody has used */
    static Load begin(FaultyCluster cluster, String name, long seed) {
        return new Load(cluster, name, seed);
    }

    /** Operations on registers that were answered so far. */
    long acknowledged() {
        return history.acknowledged();
    }

    /** Waits until so many more operations on registers are answered. */
    void awaitProgress(int operations) throws InterruptedException {
        long due = acknowledged() + operations;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (acknowledged() < due) {
            assertTrue(System.nanoTime() < deadline, "no progress");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Ends the work, and asks what is wrong with what the registers said. */
    List<String> wrongWithRegisters() throws InterruptedException {
        clients.end();
        readers.end();
        return history.judge(clients.changes());
    }

    /** Ends the work while all nodes run and see each other, and checks everything. */
    void endAndCheck() throws Exception {
        double seconds = (System.nanoTime() - begun) / 1e9;
        long acknowledged = acknowledged();
        assertEquals(List.of(), wrongWithRegisters(), "registers");
        assertEquals(List.of(), locks.end(), "locks");
        ledger.endAndCheck();
        cluster.awaitEqualStates();
        System.out.printf(
                "%.0f s: %d operations on registers answered, %d unknown, %d locks granted%n",
                seconds, acknowledged, history.unknown(), locks.grants());
        assertTrue(acknowledged / seconds >= MIN_RATE, acknowledged + " operations in " + seconds + " s are too few");
        assertTrue(locks.grants() > 0, "no lock was granted");
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }
}
