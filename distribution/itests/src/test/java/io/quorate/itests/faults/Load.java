package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.itests.EqualStates;
import io.quorate.itests.LedgerWriters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Clients of all kinds at work on a cluster, and what has to be true of all that they saw. */
final class Load implements AutoCloseable {
    /** Without so many, a history shows nothing. */
    private static final int MIN_OPERATIONS = 500;

    /** Short lines of each process whose clients use recipes: about a quarter as many calls. */
    private static final int MIN_NOTES = 160;

    private static final int REGISTERS = 6;
    private static final int REGISTER_CLIENTS = 4;
    private static final int LEDGER_WRITERS = 1;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final long begun = System.nanoTime();
    private final FaultyCluster cluster;
    private final RegisterHistory history = new RegisterHistory();
    private final List<Runnable> open = new ArrayList<>();
    private final RegisterClients clients;
    private final PinnedReaders readers;
    private final RecipeCrowd recipes;
    private final LedgerWriters ledger;

    private Load(FaultyCluster cluster, Path scratch, String name, RecipeCrowd.Strength strength, long seed)
            throws IOException, InterruptedException {
        this.cluster = cluster;
        SplittableRandom chance = new SplittableRandom(seed);
        String endpoints = cluster.nodes().endpoints();
        List<String> registers = IntStream.range(0, REGISTERS)
                .mapToObj(number -> name + "-" + number)
                .toList();
        clients = RegisterClients.begin(endpoints, REGISTER_CLIENTS, history, registers, chance.nextLong());
        open.add(clients::close);
        readers = PinnedReaders.begin(cluster.nodes(), history, registers, chance.nextLong());
        recipes = RecipeCrowd.begin(scratch, endpoints, strength, chance.nextLong());
        open.add(recipes::close);
        ledger = LedgerWriters.connect(endpoints, 1, LEDGER_WRITERS, name);
        open.add(ledger::close);
        ledger.begin();
    }

    /**
     * @param scratch for what processes leave to this one
     * @param name of registers and a ledger that nobody has used
     * @param strength of those that use recipes
     */
    static Load begin(FaultyCluster cluster, Path scratch, String name, RecipeCrowd.Strength strength, long seed)
            throws IOException, InterruptedException {
        return new Load(cluster, scratch, name, strength, seed);
    }

    /** Operations on registers that were answered so far. */
    long acknowledged() {
        return history.acknowledged();
    }

    /** Waits until so many more operations on registers are answered. */
    void awaitProgress(int operations) throws Exception {
        long due = acknowledged() + operations;
        await(() -> acknowledged() >= due, "no progress");
    }

    private void await(BooleanSupplier condition, String otherwise) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(otherwise + "; " + cluster.lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Fails when fewer operations on registers were answered since it began, for each second. */
    void requireRate(double least) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        long acknowledged = acknowledged();
        assertTrue(acknowledged / seconds >= least, acknowledged + " operations in " + seconds + " s are too few");
    }

    /** Ends the work, and asks what is wrong with what the registers said. */
    List<String> wrongWithRegisters() throws InterruptedException {
        clients.end();
        readers.end();
        return history.judge(clients.changes());
    }

    /** Goes on until there is enough to judge, while all nodes run and see each other; then ends the work and checks all. */
    void endAndCheck() throws Exception {
        await(() -> acknowledged() >= MIN_OPERATIONS, "too few operations");
        recipes.awaitProgress(MIN_NOTES);
        double seconds = (System.nanoTime() - begun) / 1e9;
        assertEquals(List.of(), wrongWithRegisters(), "registers");
        String crowd = recipes.endAndCheck();
        ledger.endAndCheck();
        EqualStates.await(cluster.nodes());
        System.out.printf(
                "%.0f s: %d operations on registers answered, %d unknown%n%s%n",
                seconds, acknowledged(), history.unknown(), crowd);
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }
}
