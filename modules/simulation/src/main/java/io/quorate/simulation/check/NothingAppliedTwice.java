package io.quorate.simulation.check;

import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An operation takes effect once at most, a number of a session too, and a sum is that of its additions. */
public final class NothingAppliedTwice implements Invariant {
    private record CallNumber(long session, long sequence) {}

    private final Verdict verdict;
    private final Map<Long, Long> amounts = new HashMap<>();

    NothingAppliedTwice(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void invoked(Operation operation) {
        if (operation.request() instanceof Add add) {
            amounts.put(operation.id(), add.amount());
        }
    }

    @Override
    public void finished(FinalState state) {
        Map<Long, Change> byOperation = new HashMap<>();
        Map<CallNumber, Change> byNumber = new HashMap<>();
        for (List<Change> changes : state.changes().values()) {
            long sum = 0;
            for (Change change : changes) {
                requireFirst(byOperation.put(change.operation(), change), change);
                requireFirst(byNumber.put(new CallNumber(change.session(), change.sequence()), change), change);
                sum += amounts.getOrDefault(change.operation(), 0L);
                if (change.sum() != sum) {
                    verdict.violated(getClass(), change + " has not the sum of the additions so far, " + sum);
                }
            }
        }
    }

    private void requireFirst(@org.jspecify.annotations.Nullable Change before, Change change) {
        if (before != null) {
            verdict.violated(getClass(), "applied twice: " + before + " and " + change);
        }
    }
}
