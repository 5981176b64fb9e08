package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.simulation.register.RegisterContract.Change;
import io.quorate.simulation.register.RegisterContract.Done;
import io.quorate.simulation.register.RegisterContract.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Registers behave as if every operation happened at one moment between its begin and its end. The revisions are the
 * witness of the order, so nothing has to be searched: an operation that began after another had ended has the larger one,
 * and every reply is what the register was at its revision.
 */
public final class LinearizableRegisters implements Invariant {
    private final Verdict verdict;
    private final Operations operations = new Operations();

    /** An operation with its place in the order. */
    private record Placed(Operation operation, long revision, long endNanos, boolean changes) {}

    LinearizableRegisters(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        operations.add(operation, ending);
    }

    @Override
    public void finished(FinalState state) {
        Map<Long, Change> byOperation = Operations.byOperation(state.changes().values());
        TreeMap<String, TreeMap<Long, Change>> histories = new TreeMap<>();
        state.changes().forEach((register, changes) -> {
            TreeMap<Long, Change> history = histories.computeIfAbsent(register, key -> new TreeMap<>());
            changes.forEach(change -> history.put(change.revision(), change));
        });
        List<Placed> placed = new ArrayList<>();
        for (Operations.Ended each : operations.all()) {
            Optional<Ending.Acknowledged> reply = each.acknowledged();
            Change change = byOperation.get(each.operation().id());
            reply.ifPresent(told ->
                    compare(each, told, histories.getOrDefault(each.operation().instance(), new TreeMap<>())));
            if (change != null) {
                long end = reply.map(Ending.Acknowledged::nanos).orElse(Long.MAX_VALUE);
                placed.add(new Placed(each.operation(), change.revision(), end, true));
            } else if (each.operation()
                    .level()
                    .filter(ReadLevel.LINEARIZABLE::equals)
                    .isPresent()) {
                reply.ifPresent(told -> placed.add(new Placed(each.operation(), told.revision(), told.nanos(), false)));
            }
        }
        requireOrder(placed);
    }

    private void compare(Operations.Ended each, Ending.Acknowledged told, NavigableMap<Long, Change> history) {
        Map.Entry<Long, Change> at = history.floorEntry(told.revision());
        long value = at == null ? 0 : at.getValue().value();
        long sum = at == null ? 0 : at.getValue().sum();
        boolean right = true;
        if (told.reply() instanceof Done done) {
            right = at != null && at.getKey() == told.revision() && done.value() == value && done.sum() == sum;
        } else if (told.reply() instanceof Reading reading) {
            right = reading.value() == value && reading.sum() == sum;
        }
        if (!right) {
            verdict.violated(getClass(), each.operation() + " was told " + told + ", the register had " + at);
        }
    }

    /** What ended before another began comes before it. */
    private void requireOrder(List<Placed> placed) {
        List<Placed> byBegin = new ArrayList<>(placed);
        byBegin.sort(Comparator.comparingLong(each -> each.operation().invokedNanos()));
        List<Placed> byEnd = new ArrayList<>(placed);
        byEnd.sort(Comparator.comparingLong(Placed::endNanos));
        int next = 0;
        Placed latest = null;
        for (Placed each : byBegin) {
            while (next < byEnd.size()
                    && byEnd.get(next).endNanos() < each.operation().invokedNanos()) {
                Placed before = byEnd.get(next++);
                latest = latest == null || before.revision() > latest.revision() ? before : latest;
            }
            boolean late = latest != null
                    && (each.changes() ? each.revision() <= latest.revision() : each.revision() < latest.revision());
            if (late) {
                verdict.violated(getClass(), each + " began behind the end of " + latest);
            }
        }
    }
}
