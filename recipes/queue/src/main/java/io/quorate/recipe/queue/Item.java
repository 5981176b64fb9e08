package io.quorate.recipe.queue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.queue.api.ItemState;
import java.util.Optional;

/**
 * An item, its payload apart.
 *
 * @param state which line it is in; {@code BEHIND} when in none
 * @param rank its order among items that are ready, the smallest first
 * @param readyAt log time before which it is not taken
 * @param group empty when it has none
 * @param attempts that were begun
 * @param maxAttempts 0 for as many as the queue says
 * @param bytes of its payload
 * @param offeredAt log time
 * @param holding while it is leased
 */
public record Item(
        ItemState state,
        long rank,
        long readyAt,
        int priority,
        String group,
        int attempts,
        int maxAttempts,
        int bytes,
        long offeredAt,
        Optional<Holding> holding) {
    /**
     * Who has it.
     *
     * @param until log time after which it is given back
     */
    public record Holding(FencingToken token, SessionId session, long until) {}

    Item in(ItemState newState) {
        return new Item(
                newState, rank, readyAt, priority, group, attempts, maxAttempts, bytes, offeredAt, Optional.empty());
    }

    Item leased(FencingToken token, SessionId session, long until, int attempt) {
        Holding by = new Holding(token, session, until);
        return new Item(
                ItemState.LEASED,
                rank,
                readyAt,
                priority,
                group,
                attempt,
                maxAttempts,
                bytes,
                offeredAt,
                Optional.of(by));
    }

    Item withAttempts(int begun) {
        return new Item(state, rank, readyAt, priority, group, begun, maxAttempts, bytes, offeredAt, holding);
    }

    Item readyAt(long at, long newRank) {
        return new Item(state, newRank, at, priority, group, attempts, maxAttempts, bytes, offeredAt, holding);
    }

    /** Where it stands in the line of its state. */
    Place place(long id) {
        if (state == ItemState.LEASED) {
            return new Place(holding.orElseThrow().until(), id);
        }
        return new Place(state == ItemState.READY ? rank : readyAt, id);
    }

    boolean isHeldBy(FencingToken token, SessionId session) {
        return holding.isPresent()
                && holding.get().token().value() == token.value()
                && holding.get().session().value() == session.value();
    }
}
