package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a client was told to be applied is there, whatever crashed since. */
public final class NothingAcknowledgedLost implements Invariant {
    private record Granted(String lock, FencingToken token, SessionId session) {}

    private final Verdict verdict;
    private final Operations operations = new Operations();
    private final Set<Granted> grants = new HashSet<>();

    NothingAcknowledgedLost(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void granted(String lock, FencingToken token, SessionId session, String label) {
        grants.add(new Granted(lock, token, session));
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        operations.add(operation, ending);
        if (ending instanceof Ending.Acknowledged reply && reply.reply() instanceof Grant grant) {
            for (String lock : LocksHaveAnOrder.locksOf(operation)) {
                if (!grants.contains(new Granted(lock, grant.token(), grant.session()))) {
                    verdict.violated(
                            getClass(), operation + " was told " + grant + ", which no node has applied to " + lock);
                }
            }
        }
    }

    @Override
    public void finished(FinalState state) {
        Map<Long, Change> changes = Operations.byOperation(state.changes().values());
        for (Operations.Ended each : operations.commands()) {
            boolean applied = each.acknowledged().isPresent() || each.failedAs(CallOutcome.APPLIED);
            if (applied && !changes.containsKey(each.operation().id())) {
                verdict.violated(getClass(), each.operation() + " ended with " + each.ending() + ", but left no trace");
            }
        }
    }
}
