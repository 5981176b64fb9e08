package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Locks are linearizable by what clients saw and by when sessions ended: for each there is an order of grants, refusals,
 * releases and ends of holds in which one call holds it at a time. A hold ends with its release, some time after its session
 * has, some time after its caller had given up, or some time after it was asked for when it was to last for a limited time. Tokens are not trusted; they say what to try first.
 */
public final class LocksHaveAnOrder implements Invariant {
    /** What a client got; one step may grant several locks to several clients, with one token. */
    private record Granted(Client client, FencingToken token) {}

    private final Verdict verdict;
    private final Witnessed witnessed;
    private final TreeMap<String, Tenures> locks = new TreeMap<>();

    LocksHaveAnOrder(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
    }

    @Override
    public void granted(String lock, FencingToken token, SessionId session, String label) {
        tenures(lock).token(label, token);
    }

    private Tenures tenures(String lock) {
        return locks.computeIfAbsent(lock, key -> new Tenures());
    }

    @Override
    public void finished(FinalState state) {
        Map<Granted, Operation> askedFor = new HashMap<>();
        witnessed
                .operations()
                .forEach((operation, ending) -> told(ending)
                        .ifPresent(grant -> askedFor.put(new Granted(operation.client(), grant.token()), operation)));
        witnessed.operations().forEach((operation, ending) -> {
            if (operation.request() instanceof Acquire request) {
                acquire(operation, request.maxHoldMillis() > 0, ending);
            } else if (operation.request() instanceof AcquireAll request) {
                acquire(operation, request.maxHoldMillis() > 0, ending);
            }
            released(operation.request())
                    .map(token -> askedFor.get(new Granted(operation.client(), token)))
                    .ifPresent(asked ->
                            locksOf(asked).forEach(lock -> tenures(lock).endedBy(operation, ending, asked)));
        });
        locks.forEach((lock, tenures) -> tenures.requireOrder(getClass(), verdict, lock));
    }

    /** The locks that a call asks for. */
    static List<String> locksOf(Operation operation) {
        List<String> locks = new ArrayList<>(List.of(operation.instance()));
        if (operation.request() instanceof AcquireAll request) {
            locks.addAll(request.others());
        }
        return locks;
    }

    private static Optional<FencingToken> released(Record request) {
        if (request instanceof Release release) {
            return Optional.of(release.token());
        }
        return request instanceof ReleaseAll release ? Optional.of(release.token()) : Optional.empty();
    }

    private static Optional<Grant> told(Optional<Ending> ending) {
        return acknowledged(ending).map(Ending.Acknowledged::reply).map(Grant.class::cast);
    }

    private static Optional<Ending.Acknowledged> acknowledged(Optional<Ending> ending) {
        return ending.filter(Ending.Acknowledged.class::isInstance)
                .map(Ending.Acknowledged.class::cast)
                .filter(told -> told.reply() instanceof Grant);
    }

    private void acquire(Operation asked, boolean limited, Optional<Ending> ending) {
        if (ending.isPresent()
                && ending.get() instanceof Ending.Failed failed
                && failed.outcome() == CallOutcome.NOT_APPLIED) {
            // Of several locks only one need have been held.
            if (failed.code().equals(LockContract.NOT_GRANTED) && asked.request() instanceof Acquire) {
                tenures(asked.instance()).refused(asked, failed.nanos());
            }
            return;
        }
        for (String lock : locksOf(asked)) {
            tenures(lock).granted(asked, acknowledged(ending), told(ending).map(Grant::session), witnessed);
            if (limited) {
                tenures(lock).mayEnd(asked, "time over", asked.invokedNanos());
            }
        }
    }
}
