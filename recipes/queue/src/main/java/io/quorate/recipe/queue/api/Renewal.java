package io.quorate.recipe.queue.api;

import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps a lease while its item is worked on, and tells when it is lost. It runs on the client's I/O thread, and the user's code nowhere in it. */
final class Renewal implements AutoCloseable {
    /** A lease is renewed when one of so many parts of it is over: there is time for another try. */
    private static final int PARTS = 3;

    private final Lease<?> lease;
    private final Runnable lost;
    private final Registration session;
    private final List<Registration> alarms = new ArrayList<>();
    private boolean closed;

    /** @param lost may be called more than once, and before this returns */
    Renewal(RecipeClient client, Lease<?> lease, Runnable lost) {
        this.lease = lease;
        this.lost = lost;
        this.session = client.session().watch(this::check);
        plan();
    }

    private void check() {
        if (!lease.isValid()) {
            lost.run();
        }
    }

    private synchronized void plan() {
        if (closed) {
            return;
        }
        clear();
        Lease.Term term = lease.term();
        Duration rest = term.renewed().minus(term.renewed().dividedBy(PARTS));
        alarms.add(term.from().atEnd(term.logTime().minus(rest), this::renew));
        alarms.add(term.from().atEnd(term.logTime(), this::check));
    }

    private void renew() {
        lease.extendAsync(lease.term().renewed()).whenComplete((extended, failure) -> {
            if (failure == null) {
                plan();
            } else if (lease.isOver()) {
                lost.run();
            }
            // Else it is lost when its time is over, unless the session is before.
        });
    }

    private void clear() {
        alarms.forEach(Registration::close);
        alarms.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        clear();
        session.close();
    }
}
