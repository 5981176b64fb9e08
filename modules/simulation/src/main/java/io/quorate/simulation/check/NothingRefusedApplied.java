package io.quorate.simulation.check;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.Map;

/** What a client was told not to be applied never is. */
public final class NothingRefusedApplied implements Invariant {
    private final Verdict verdict;
    private final Operations operations = new Operations();

    NothingRefusedApplied(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        operations.add(operation, ending);
    }

    @Override
    public void finished(FinalState state) {
        Map<Long, Change> changes = Operations.byOperation(state.changes().values());
        for (Operations.Ended each : operations.commands()) {
            Change change = changes.get(each.operation().id());
            if (change != null && each.failedAs(CallOutcome.NOT_APPLIED)) {
                verdict.violated(getClass(), each.operation() + " ended with " + each.ending() + ", but did " + change);
            }
        }
    }
}
