package io.quorate.recipe.kv.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Describe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How new a cache is. A linearizable query tells the revision of the store, and that of its newest change: once the cache has that
 * change, it is as new as the moment at which the query was sent. It is sent while somebody asks.
 */
final class Freshness {
    /** Callers that wait for a revision. */
    static final int MAX_AWAITING = 10_000;

    /** Pause before the next query while somebody waits for a revision that is still to come. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(10);

    /** Queries after somebody has asked. */
    private static final int QUERIES = 10;

    /** What a query told. */
    private record Sight(Mark mark, long revision, long lastChange) {}

    /** Somebody waits for a revision. */
    private record Waiting(long revision, CompletableFuture<Void> reached) {}

    private final Calls calls;
    private final List<Waiting> awaiting = new ArrayList<>();

    /** What it shows is whole up to here. */
    private long revision;

    private @Nullable Mark proof;
    private @Nullable Sight sight;
    private @Nullable Registration pause;
    private Duration period = LONGEST_PERIOD;
    private int queries;
    private boolean asking;

    /** Somebody came while a query was on its way. */
    private boolean again;

    private boolean closed;

    Freshness(Calls calls) {
        this.calls = calls;
    }

    synchronized long revision() {
        return revision;
    }

    /** The cache shows the store as of this revision, which is less than before only when the cluster was restored. */
    void shows(long shown) {
        synchronized (this) {
            revision = shown;
        }
        settle();
    }

    /** The cache has all changes up to this revision. */
    void has(long reached) {
        synchronized (this) {
            revision = Math.max(revision, reached);
        }
        settle();
    }

    /** What the cache shows was the newest less than so long ago. Asks the servers for the next time, if need be. */
    boolean isWithin(Duration age) {
        boolean begins;
        boolean isWithin;
        synchronized (this) {
            isWithin = proof != null && proof.isWithin(age);
            Duration half = age.dividedBy(2);
            if (half.compareTo(period) < 0) {
                period = half.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : half;
                hurry();
            }
            queries = QUERIES;
            begins = begins();
        }
        if (begins) {
            ask();
        }
        return isWithin;
    }

    CompletableFuture<Void> await(long wanted, Duration patience) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        boolean begins;
        synchronized (this) {
            if (revision >= wanted && !closed) {
                reached.complete(null);
                return reached;
            }
            if (closed || awaiting.size() == MAX_AWAITING) {
                reached.completeExceptionally(closed ? closed() : tooMany());
                return reached;
            }
            awaiting.add(new Waiting(wanted, reached));
            hurry();
            begins = begins();
        }
        Registration alarm = calls.client()
                .mark()
                .atEnd(
                        patience,
                        () -> calls.client()
                                .callbackExecutor()
                                .execute(() -> reached.completeExceptionally(late(wanted, patience))));
        reached.whenComplete((nothing, failure) -> {
            alarm.close();
            forget(reached);
        });
        if (begins) {
            ask();
        }
        return reached;
    }

    private synchronized void forget(CompletableFuture<Void> ended) {
        awaiting.removeIf(each -> each.reached() == ended);
    }

    private void hurry() {
        if (pause != null) {
            pause.close();
            pause = null;
            asking = false;
        } else {
            again = asking;
        }
    }

    private boolean begins() {
        boolean begins = !asking && !closed;
        asking = asking || begins;
        return begins;
    }

    private void ask() {
        Mark mark = calls.client().mark();
        calls.query(KvContract.DESCRIBE, new Describe(), KvDescription.class).whenComplete((description, failure) -> {
            if (failure == null) {
                synchronized (this) {
                    sight = new Sight(mark, description.revision(), description.lastChange());
                }
                settle();
            } else {
                goOn(Patient.PAUSE);
            }
        });
    }

    private void settle() {
        List<CompletableFuture<Void>> reached = new ArrayList<>();
        boolean proven;
        synchronized (this) {
            // One that is older than what is shown is of a cluster that was restored meanwhile.
            proven = sight != null && sight.lastChange() <= revision;
            if (sight != null && proven) {
                proof = sight.revision() >= revision ? sight.mark() : proof;
                revision = Math.max(revision, sight.revision());
                sight = null;
            }
            for (Iterator<Waiting> each = awaiting.iterator(); each.hasNext(); ) {
                Waiting waiting = each.next();
                if (waiting.revision() <= revision) {
                    reached.add(waiting.reached());
                    each.remove();
                }
            }
        }
        reached.forEach(each -> each.complete(null));
        if (proven) {
            goOn(PAUSE);
        }
    }

    /** Asks again, at once or later, as long as somebody wants to know. */
    private void goOn(Duration whileAwaited) {
        boolean atOnce;
        synchronized (this) {
            atOnce = again && !closed;
            again = false;
            if (!atOnce) {
                asking = !closed && (!awaiting.isEmpty() || queries > 0);
                if (!asking) {
                    period = LONGEST_PERIOD;
                    return;
                }
                queries = Math.max(0, queries - 1);
                Duration next = awaiting.isEmpty() ? period : whileAwaited;
                pause = calls.client()
                        .mark()
                        .atEnd(next, () -> calls.client().callbackExecutor().execute(this::rested));
            }
        }
        if (atOnce) {
            ask();
        }
    }

    private void rested() {
        synchronized (this) {
            if (pause == null || closed) {
                return;
            }
            pause = null;
        }
        ask();
    }

    void close() {
        List<Waiting> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(awaiting);
            awaiting.clear();
            if (pause != null) {
                pause.close();
                pause = null;
            }
        }
        left.forEach(each -> each.reached().completeExceptionally(closed()));
    }

    private static QuorateException closed() {
        return QuorateException.of(ErrorCode.CLOSED, CallOutcome.NOT_APPLIED, "the cache was closed");
    }

    private static QuorateException late(long wanted, Duration patience) {
        return QuorateException.of(
                ErrorCode.DEADLINE_EXCEEDED,
                CallOutcome.NOT_APPLIED,
                "the cache has not reached revision " + wanted + " in " + patience);
    }

    private static QuorateException tooMany() {
        return QuorateException.of(
                ErrorCode.OVERLOADED,
                CallOutcome.NOT_APPLIED,
                MAX_AWAITING + " calls wait for a revision of this cache, the limit");
    }
}
