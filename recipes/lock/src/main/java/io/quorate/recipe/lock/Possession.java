package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.Timer;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Granted;
import io.quorate.recipe.lock.api.LockContract.ReleaseReason;
import io.quorate.recipe.lock.api.LockContract.Released;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Who has the lock, and to whom it goes: in the entry that ends a hold, to the one that has waited longest. */
final class Possession {
    static final Cell<Hold> HOLD = Cell.of("holder", Hold.class);
    static final Tickets<Note, Grant> WAITING = Tickets.of("waiting", Note.class, Grant.class);

    /** Runs for a hold with a limit; the key is always {@link #ONLY}. */
    static final Timer<Limit> LIMIT = Timer.of("max-hold", Limit.class);

    /** Runs for a hold whose session has ended; the key is always {@link #ONLY}. */
    static final Timer<Limit> ORPHAN = Timer.of("orphan", Limit.class);

    /** Of a lock that is kept back. */
    static final Cell<Delay> DELAY = Cell.of("delay", Delay.class);

    /** Runs for a lock that is kept back; the key is always {@link #ONLY}. */
    static final Timer<Delay> DELAY_OVER = Timer.of("delay-over", Delay.class);

    private static final long ONLY = 0;
    private static final int PAGE = 100;

    /** The hold that a timer ends. */
    record Limit(FencingToken token) {}

    /**
     * The lock is nobody's for a while.
     *
     * @param token of the hold before
     * @param untilMillis log time
     */
    record Delay(FencingToken token, long untilMillis) {}

    private Possession() {}

    static boolean isHeld(QueryContext context, FencingToken token) {
        Optional<Hold> hold = HOLD.get(context);
        return hold.isPresent() && hold.get().token().value() == token.value();
    }

    static void begin(ApplyContext context, SessionId session, long sequence, Note asked) {
        Hold hold = new Hold(
                context.token(),
                session,
                sequence,
                asked.label(),
                context.logTimeMillis(),
                context.calendarMillis(),
                asked.owner(),
                List.of(context.revision()),
                OptionalLong.empty(),
                asked.lockDelayMillis(),
                Optional.empty(),
                asked.detachedMillis(),
                asked.resumeDigest(),
                OptionalLong.empty(),
                asked.set());
        if (asked.maxHoldMillis() > 0) {
            limit(context, hold, asked.maxHoldMillis());
        } else {
            HOLD.set(context, hold);
        }
        context.bind(session);
        context.emit(new Granted(hold.token(), session));
    }

    /** Lets the hold last so long from now on, and no longer. */
    static void limit(ApplyContext context, Hold hold, long millis) {
        Hold limited = hold.endingAt(context.logTimeMillis() + millis);
        HOLD.set(context, limited);
        LIMIT.set(context, ONLY, millis, new Limit(hold.token()));
    }

    /** The session of a detached hold is gone: the hold waits for another one. */
    static void orphan(ApplyContext context, Hold hold) {
        context.unbind(hold.session());
        HOLD.set(context, hold.orphanedUntil(context.logTimeMillis() + hold.detachedMillis()));
        ORPHAN.set(context, ONLY, hold.detachedMillis(), new Limit(hold.token()));
    }

    /** The caller's session has the hold from now on. */
    static void resume(ApplyContext context, Hold hold) {
        ORPHAN.cancel(context, ONLY);
        HOLD.set(context, hold.resumedBy(context.session(), context.sequence(), context.revision()));
        unbindIfDone(context, hold.session());
        context.bind(context.session());
    }

    static void dropLimit(ApplyContext context) {
        LIMIT.cancel(context, ONLY);
    }

    /** Ends a hold that was given back, or taken; the event that tells why is the caller's. */
    static void passOn(ApplyContext context, Hold hold) {
        clear(context, hold);
        grantNext(context);
    }

    /** Ends a hold and grants nothing: {@link #grantIfFree} does. */
    static void end(ApplyContext context, Hold hold, ReleaseReason reason) {
        context.emit(new Released(hold.token(), reason));
        clear(context, hold);
    }

    /** Whether a lock that nobody holds is for whoever asks: it is neither kept back nor kept for a set. */
    static boolean isForAll(ApplyContext context) {
        return DELAY.get(context).isEmpty()
                && Sets.reservation(context, context.revision()).isEmpty();
    }

    static void grantIfFree(ApplyContext context) {
        if (HOLD.get(context).isEmpty() && DELAY.get(context).isEmpty()) {
            grantNext(context);
        }
    }

    /** The session is to be told of no more here when it neither holds nor waits with a set. */
    static void unbindIfDone(ApplyContext context, SessionId session) {
        Optional<Hold> held = HOLD.get(context);
        boolean holds = held.isPresent() && held.get().session().equals(session);
        if (!holds && !Sets.isHomeOf(context, session)) {
            context.unbind(session);
        }
    }

    /** Ends the hold and gives the lock to the one that waits with this ticket. */
    static void passTo(ApplyContext context, Hold hold, Ticket<Note, Grant> ticket) {
        clear(context, hold);
        grant(context, ticket);
    }

    /** The ticket of this session, if it is among the first so many. */
    static Optional<Ticket<Note, Grant>> waiting(QueryContext context, SessionId session, int first) {
        long behind = 0;
        int seen = 0;
        List<Ticket<Note, Grant>> page = WAITING.after(context, behind, PAGE);
        while (!page.isEmpty() && seen < first) {
            for (Ticket<Note, Grant> ticket : page) {
                if (ticket.session().equals(session)) {
                    return Optional.of(ticket);
                }
                behind = ticket.id();
            }
            seen += page.size();
            page = WAITING.after(context, behind, PAGE);
        }
        return Optional.empty();
    }

    /** Ends a hold that was not given back: what was done under it may still be on its way. */
    static void keepBack(ApplyContext context, Hold hold) {
        if (hold.lockDelayMillis() == 0) {
            passOn(context, hold);
            return;
        }
        clear(context, hold);
        Delay delay = new Delay(hold.token(), context.logTimeMillis() + hold.lockDelayMillis());
        DELAY.set(context, delay);
        DELAY_OVER.set(context, ONLY, hold.lockDelayMillis(), delay);
    }

    static void endDelay(ApplyContext context) {
        DELAY.clear(context);
        DELAY_OVER.cancel(context, ONLY);
        grantNext(context);
    }

    private static void clear(ApplyContext context, Hold hold) {
        if (hold.token().equals(context.token())) {
            // Another recipe calls twice in one command: a second grant would carry the same token.
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(), "a hold cannot end in the command that granted it: use a later one");
        }
        HOLD.clear(context);
        if (!Sets.isHomeOf(context, hold.session())) {
            context.unbind(hold.session());
        }
        if (hold.endsMillis().isPresent()) {
            dropLimit(context);
        }
        if (hold.orphanedUntilMillis().isPresent()) {
            ORPHAN.cancel(context, ONLY);
        }
    }

    private static void grantNext(ApplyContext context) {
        Optional<Ticket<Note, Grant>> next = WAITING.first(context);
        if (Sets.take(context, next.isPresent() ? next.get().id() : Long.MAX_VALUE)) {
            return;
        }
        while (next.isPresent() && !grant(context, next.get())) {
            next = WAITING.first(context);
        }
    }

    private static boolean grant(ApplyContext context, Ticket<Note, Grant> ticket) {
        long waited = context.logTimeMillis() - ticket.sinceMillis();
        Grant grant = new Grant(
                context.token(),
                ticket.session(),
                context.revision(),
                waited,
                ticket.note().maxHoldMillis());
        boolean waits = ticket.complete(context, grant);
        if (waits) {
            begin(context, ticket.session(), ticket.sequence(), ticket.note());
        }
        return waits;
    }
}
