package io.quorate.recipe.lock;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.lock.Possession.Delay;
import java.util.Optional;

/** Why nobody, or not everybody, can have a lock at present, in words for people. */
final class Obstacle {
    private Obstacle() {}

    /**
     * What keeps the lock from one that asked for it; empty when nothing does.
     *
     * @param asked revision of the asking
     */
    static Optional<String> to(QueryContext lock, long asked) {
        Optional<Hold> held = Possession.HOLD.get(lock);
        if (held.isPresent()) {
            return Optional.of(heldBy(lock, held.get()));
        }
        Optional<Delay> delay = Possession.DELAY.get(lock);
        if (delay.isPresent()) {
            return Optional.of(keptBack(lock, delay.get()));
        }
        Optional<Claim> reserved = Sets.reservation(lock, asked);
        if (reserved.isPresent()) {
            return Optional.of(reservedFor(lock, reserved.get()));
        }
        return Optional.empty();
    }

    static String heldBy(QueryContext lock, Hold hold) {
        String label = hold.label().isEmpty() ? "" : " (" + hold.label() + ")";
        return "'" + lock.instance() + "' is held by session "
                + hold.session().value() + label + " with token "
                + hold.token().value() + " for " + (lock.logTimeMillis() - hold.sinceMillis()) + " ms";
    }

    private static String keptBack(QueryContext lock, Delay delay) {
        return "'" + lock.instance() + "' is kept back for another "
                + Math.max(0, delay.untilMillis() - lock.logTimeMillis()) + " ms, since the hold with token "
                + delay.token().value() + " was not given back";
    }

    private static String reservedFor(QueryContext lock, Claim claim) {
        return "'" + lock.instance() + "' is kept for session "
                + claim.session().value() + ", which has waited long for it and "
                + (claim.set().size() - 1) + " other locks";
    }
}
