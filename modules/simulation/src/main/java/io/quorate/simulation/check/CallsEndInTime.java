package io.quorate.simulation.check;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** No operation outlives its deadline, by the clock of its client. */
public final class CallsEndInTime implements Invariant {
    /** By which a client's timer may be late, its program running. */
    public static final long SLACK_NANOS = 10_000_000;

    private final Verdict verdict;
    private final Map<Client, SortedSet<Operation>> open = new HashMap<>();

    CallsEndInTime(Verdict verdict) {
        this.verdict = verdict;
    }

    private SortedSet<Operation> of(Client client) {
        return open.computeIfAbsent(
                client,
                key -> new TreeSet<>(
                        Comparator.comparingLong(Operation::deadlineNanos).thenComparingLong(Operation::id)));
    }

    @Override
    public void invoked(Operation operation) {
        of(operation.client()).add(operation);
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        if (!of(operation.client()).remove(operation)) {
            verdict.violated(getClass(), operation + " ended twice, the second time with " + ending);
        }
    }

    @Override
    public void givenUp(Operation operation) {
        of(operation.client()).remove(operation);
    }

    @Override
    public void acted(Client client) {
        SortedSet<Operation> waiting = of(client);
        if (!waiting.isEmpty()
                && Math.max(waiting.first().deadlineNanos(), client.runningSinceNanos()) + SLACK_NANOS
                        < client.localNanos()) {
            verdict.violated(
                    getClass(),
                    waiting.first() + " is still open "
                            + (client.localNanos() - waiting.first().deadlineNanos()) / 1_000_000
                            + " ms behind its deadline");
        }
    }
}
