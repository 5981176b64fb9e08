package io.quorate.recipe.lock;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.ShowWaits;
import io.quorate.recipe.lock.api.WaitGraph;
import io.quorate.recipe.lock.api.WaitGraph.Deadlock;
import io.quorate.recipe.lock.api.WaitGraph.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows holders to what they wait for, from one lock on, and finds the circles. */
final class Waits {
    private final List<String> locks = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private final List<Deadlock> deadlocks = new ArrayList<>();
    private boolean more;

    private Waits() {}

    static WaitGraph graph(QueryContext context, ShowWaits request) {
        Waits seen = new Waits();
        seen.follow(context);
        seen.search(context.instance(), new ArrayList<>(), new ArrayList<>());
        return new WaitGraph(seen.waits, seen.deadlocks, seen.more);
    }

    private void follow(QueryContext context) {
        locks.add(context.instance());
        for (int i = 0; i < locks.size(); i++) {
            QueryContext lock = context.sibling(locks.get(i));
            Optional<Hold> hold = Possession.HOLD.get(lock);
            if (hold.isPresent()) {
                singles(lock, hold.get());
                sets(lock, hold.get());
            }
        }
    }

    private void singles(QueryContext lock, Hold hold) {
        List<Tickets.Elsewhere<Note, Grant>> calls =
                Possession.WAITING.of(lock, hold.session(), WaitGraph.MAX_WAITS_OF_HOLDER);
        more |= calls.size() == WaitGraph.MAX_WAITS_OF_HOLDER;
        for (Tickets.Elsewhere<Note, Grant> call : calls) {
            String owner = call.ticket().note().owner();
            if (hold.owner().isEmpty() || owner.isEmpty() || owner.equals(hold.owner())) {
                add(lock, hold, call.instance(), call.ticket().sinceMillis(), hold.isOf(hold.session(), owner));
            }
        }
    }

    private void sets(QueryContext lock, Hold hold) {
        List<Tickets.Elsewhere<Note, Grant>> calls =
                Sets.WAITING.of(lock, hold.session(), WaitGraph.MAX_WAITS_OF_HOLDER);
        more |= calls.size() == WaitGraph.MAX_WAITS_OF_HOLDER;
        for (Tickets.Elsewhere<Note, Grant> call : calls) {
            for (String name : call.ticket().note().set()) {
                if (Possession.HOLD.get(lock.sibling(name)).isPresent()) {
                    add(lock, hold, name, call.ticket().sinceMillis(), false);
                }
            }
        }
    }

    private void add(QueryContext lock, Hold hold, String waitsFor, long sinceMillis, boolean certain) {
        if (waits.size() == WaitGraph.MAX_WAITS) {
            more = true;
            return;
        }
        waits.add(
                new Wait(lock.instance(), hold.session(), hold.owner(), hold.label(), waitsFor, sinceMillis, certain));
        if (locks.contains(waitsFor)) {
            return;
        }
        if (locks.size() < WaitGraph.MAX_LOCKS) {
            locks.add(waitsFor);
        } else {
            more = true;
        }
    }

    /**
     * Goes on from a lock, depth first.
     *
     * @param path waits that led here, each to the lock of the next
     * @param done locks from which all was searched, or is being searched
     */
    private void search(String lock, List<Wait> path, List<String> done) {
        done.add(lock);
        for (Wait wait : waits) {
            if (wait.lock().equals(lock)) {
                path.add(wait);
                if (isOnPath(wait.waitsFor(), path)) {
                    deadlocks.add(circle(wait.waitsFor(), path));
                } else if (!done.contains(wait.waitsFor())) {
                    search(wait.waitsFor(), path, done);
                }
                path.remove(path.size() - 1);
            }
        }
    }

    private static boolean isOnPath(String lock, List<Wait> path) {
        for (Wait wait : path) {
            if (wait.lock().equals(lock)) {
                return true;
            }
        }
        return false;
    }

    private static Deadlock circle(String from, List<Wait> path) {
        List<Wait> circle = new ArrayList<>();
        boolean certain = true;
        for (Wait wait : path) {
            if (!circle.isEmpty() || wait.lock().equals(from)) {
                circle.add(wait);
                certain &= wait.certain();
            }
        }
        return new Deadlock(circle, certain);
    }
}
