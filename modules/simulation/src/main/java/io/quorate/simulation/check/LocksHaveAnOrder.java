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
import io.quorate.simulation.check.OrderSearch.Act;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Locks are linearizable by what clients saw and by when sessions ended: for each there is an order of grants, refusals,
 * releases and ends of holds in which one call holds it at a time. A hold ends with its release, some time after its session
 * has, some time after its caller had given up, or some time after it was asked for when it was to last for a limited time. Tokens are not trusted; they say what to try first.
 */
public final class LocksHaveAnOrder implements Invariant {
    /** Holds nothing; operations are numbered from 1 on. */
    private static final long NOBODY = 0;

    private static final long FIRST = -1;
    private static final long LAST = Long.MAX_VALUE;

    /** What a client got; one step may grant several locks to several clients, with one token. */
    private record Granted(Client client, FencingToken token) {}

    private final Verdict verdict;
    private final Map<Operation, Optional<Ending>> operations = new LinkedHashMap<>();
    private final Map<Operation, Long> givenUpNanos = new HashMap<>();
    private final Map<SessionId, Long> overNanos = new HashMap<>();

    /** Revisions of tokens of each lock, by the number of the operation that asked, as applied. */
    private final Map<String, TreeMap<Long, Long>> tokens = new HashMap<>();

    /** Not behind the present. */
    private long nanos;

    LocksHaveAnOrder(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void invoked(Operation operation) {
        nanos = operation.invokedNanos();
        if (operation.recipe().equals(LockContract.RECIPE) && Places.lasts(operation.instance())) {
            operations.put(operation, Optional.empty());
        }
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        nanos = ending.nanos();
        operations.computeIfPresent(operation, (key, open) -> Optional.of(ending));
    }

    @Override
    public void givenUp(Operation operation) {
        givenUpNanos.put(operation, nanos);
    }

    @Override
    public void sessionEnding(SessionId session) {
        overNanos.putIfAbsent(session, nanos);
    }

    @Override
    public void granted(String lock, FencingToken token, SessionId session, String label) {
        tokens.computeIfAbsent(lock, key -> new TreeMap<>()).put(Long.parseLong(label), token.revision());
    }

    @Override
    public void finished(FinalState state) {
        Map<Granted, Operation> askedFor = new HashMap<>();
        operations.forEach((operation, ending) -> grant(ending)
                .ifPresent(grant -> askedFor.put(new Granted(operation.client(), grant.token()), operation)));
        TreeMap<String, List<Act<Long>>> byLock = new TreeMap<>();
        operations.forEach((operation, ending) -> {
            for (String lock : locksOf(operation)) {
                List<Act<Long>> acts = byLock.computeIfAbsent(lock, key -> new ArrayList<>());
                if (operation.request() instanceof Acquire request) {
                    acquire(lock, operation, request.maxHoldMillis() > 0, ending, acts);
                } else if (operation.request() instanceof AcquireAll request) {
                    acquire(lock, operation, request.maxHoldMillis() > 0, ending, acts);
                }
            }
            Optional<Operation> granted =
                    released(operation.request()).map(token -> askedFor.get(new Granted(operation.client(), token)));
            if (granted.isPresent()) {
                Operation asked = granted.get();
                for (String lock : locksOf(asked)) {
                    release(lock, operation, ending, asked, byLock.computeIfAbsent(lock, key -> new ArrayList<>()));
                }
            }
        });
        byLock.forEach((lock, acts) -> OrderSearch.require(getClass(), verdict, lock, acts, NOBODY));
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

    private static Optional<Grant> grant(Optional<Ending> ending) {
        return acknowledged(ending).map(Ending.Acknowledged::reply).map(Grant.class::cast);
    }

    private static Optional<Ending.Acknowledged> acknowledged(Optional<Ending> ending) {
        return ending.filter(Ending.Acknowledged.class::isInstance)
                .map(Ending.Acknowledged.class::cast)
                .filter(told -> told.reply() instanceof Grant);
    }

    private void acquire(String lock, Operation asked, boolean limited, Optional<Ending> ending, List<Act<Long>> acts) {
        if (ending.isPresent()
                && ending.get() instanceof Ending.Failed failed
                && failed.outcome() == CallOutcome.NOT_APPLIED) {
            // Of several locks only one need have been held.
            if (failed.code().equals(LockContract.NOT_GRANTED) && asked.request() instanceof Acquire) {
                acts.add(new Act<>(
                        asked + " refused",
                        asked.invokedNanos(),
                        failed.nanos(),
                        FIRST,
                        holder -> holder == NOBODY ? Optional.empty() : Optional.of(holder)));
            }
            return;
        }
        long token = tokensOf(lock).getOrDefault(asked.id(), 0L);
        acts.add(new Act<>(
                asked + " granted",
                asked.invokedNanos(),
                acknowledged(ending).map(Ending.Acknowledged::nanos).orElse(OrderSearch.OPEN),
                token == 0 ? LAST : 4 * token,
                holder -> holder == NOBODY ? Optional.of(asked.id()) : Optional.empty()));
        Optional<Long> over = grant(ending).map(Grant::session).map(overNanos::get);
        Optional<Long> undone = grant(ending).isPresent()
                ? Optional.ofNullable(givenUpNanos.get(asked))
                : Optional.of(asked.invokedNanos());
        over.ifPresent(begin -> acts.add(end(asked, "session over", begin, OrderSearch.OPEN, beforeNext(lock, asked))));
        if (limited) {
            acts.add(end(asked, "time over", asked.invokedNanos(), OrderSearch.OPEN, beforeNext(lock, asked)));
        }
        undone.ifPresent(begin -> acts.add(end(asked, "given up", begin, OrderSearch.OPEN, beforeNext(lock, asked))));
    }

    private void release(
            String lock, Operation released, Optional<Ending> ending, Operation asked, List<Act<Long>> acts) {
        if (ending.isPresent() && ending.get() instanceof Ending.Acknowledged told) {
            acts.add(end(asked, "released", released.invokedNanos(), told.nanos(), 4 * told.revision() - 2));
        } else if (ending.filter(failed -> ((Ending.Failed) failed).outcome() == CallOutcome.NOT_APPLIED)
                .isEmpty()) {
            acts.add(end(asked, "released", released.invokedNanos(), OrderSearch.OPEN, beforeNext(lock, asked)));
        }
    }

    private static Act<Long> end(Operation asked, String how, long begin, long end, long hint) {
        return new Act<>(
                asked + " " + how,
                begin,
                end,
                hint,
                holder -> holder == asked.id() ? Optional.of(NOBODY) : Optional.empty());
    }

    private Map<Long, Long> tokensOf(String lock) {
        return tokens.getOrDefault(lock, new TreeMap<>());
    }

    /** Just before the next one got the lock. */
    private long beforeNext(String lock, Operation asked) {
        long token = tokensOf(lock).getOrDefault(asked.id(), 0L);
        Long next = new TreeSet<>(tokensOf(lock).values()).higher(token);
        return token == 0 || next == null ? LAST : 4 * next - 1;
    }
}
