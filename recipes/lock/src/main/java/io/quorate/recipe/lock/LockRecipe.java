package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Describe;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Granted;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseReason;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.lock.api.LockDescription.Holder;
import io.quorate.recipe.lock.api.LockDescription.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A fair lock: one holder, and a queue of those that wait. Whatever ends a hold grants the next in the same entry, so the
 * lock is never free while somebody waits, and only that one is woken.
 */
@RecipeType(name = LockContract.RECIPE, stateVersion = 1, contract = LockContract.VERSION)
public final class LockRecipe implements Recipe {
    private static final Cell<Holder> HOLDER = Cell.of("holder", Holder.class);
    private static final Tickets<Note, Grant> WAITING = Tickets.of("waiting", Note.class, Grant.class);

    /** What is remembered of a call that waits. */
    record Note(String label) {}

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("A fair lock that one session holds at a time, with a fencing token for what it guards.");
        recipe.state(HOLDER, WAITING);
        recipe.command(LockContract.ACQUIRE, Acquire.class, Grant.class, this::acquire)
                .describedAs("Takes the lock, waiting for it at most waitMillis; 0 takes it now or not at all.")
                .grants(LockContract.RELEASE);
        recipe.command(LockContract.RELEASE, Release.class, Released.class, this::release)
                .describedAs("Gives the caller's hold back; the one that has waited longest gets the lock.");
        recipe.command(LockContract.FORCE_RELEASE, ForceRelease.class, Revoked.class, this::forceRelease)
                .describedAs("Takes the hold with this token away from whichever session has it.");
        recipe.query(LockContract.DESCRIBE, Describe.class, LockDescription.class, this::describe)
                .describedAs("Tells who holds the lock and who waits, in the order of the queue.");
        recipe.event(Granted.class).event(Released.class).event(Revoked.class);
        recipe.onSessionEnd(this::sessionEnded);
        recipe.onAbandoned(LockContract.ACQUIRE, Grant.class, this::abandoned);
    }

    private Outcome<Grant> acquire(ApplyContext context, Acquire request) {
        Optional<Holder> holder = HOLDER.get(context);
        if (holder.isEmpty()) {
            hold(context, context.session(), context.sequence(), request.label());
            return Outcome.reply(new Grant(context.token(), context.session()));
        }
        if (request.waitMillis() == 0) {
            throw new RecipeException(LockContract.NOT_GRANTED, heldBy(context, holder.get()));
        }
        return WAITING.park(context, new Note(request.label()), request.waitMillis());
    }

    private Outcome<Released> release(ApplyContext context, Release request) {
        Holder holder = requireHolder(context, request.token());
        if (!holder.session().equals(context.session())) {
            throw new RecipeException(LockContract.NOT_HELD, heldBy(context, holder));
        }
        return Outcome.reply(end(context, holder, ReleaseReason.RELEASED));
    }

    private Outcome<Revoked> forceRelease(ApplyContext context, ForceRelease request) {
        Holder holder = requireHolder(context, request.token());
        Revoked revoked = new Revoked(holder.token(), holder.session(), request.reason());
        context.emit(revoked);
        handOver(context, holder);
        return Outcome.reply(revoked);
    }

    private void sessionEnded(ApplyContext context, SessionId session) {
        Optional<Holder> holder = HOLDER.get(context);
        if (holder.isPresent() && holder.get().session().equals(session)) {
            end(context, holder.get(), ReleaseReason.SESSION_ENDED);
        }
    }

    private void abandoned(ApplyContext context, Grant grant) {
        Optional<Holder> holder = HOLDER.get(context);
        if (holder.isPresent() && holder.get().token().equals(grant.token())) {
            end(context, holder.get(), ReleaseReason.ABANDONED);
        }
    }

    private Released end(ApplyContext context, Holder holder, ReleaseReason reason) {
        Released released = new Released(holder.token(), reason);
        context.emit(released);
        handOver(context, holder);
        return released;
    }

    private void handOver(ApplyContext context, Holder from) {
        if (from.token().equals(context.token())) {
            // Another recipe calls twice in one command: a second grant would carry the same token.
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(), "a hold cannot end in the command that granted it: use a later one");
        }
        context.unbind(from.session());
        HOLDER.clear(context);
        Optional<Ticket<Note, Grant>> next = WAITING.first(context);
        while (next.isPresent() && !grant(context, next.get())) {
            next = WAITING.first(context);
        }
    }

    private static boolean grant(ApplyContext context, Ticket<Note, Grant> ticket) {
        boolean waits = ticket.complete(context, new Grant(context.token(), ticket.session()));
        if (waits) {
            hold(context, ticket.session(), ticket.sequence(), ticket.note().label());
        }
        return waits;
    }

    private static void hold(ApplyContext context, SessionId session, long sequence, String label) {
        HOLDER.set(
                context,
                new Holder(
                        context.token(), session, sequence, label, context.logTimeMillis(), context.calendarMillis()));
        context.bind(session);
        context.emit(new Granted(context.token(), session));
    }

    private static Holder requireHolder(QueryContext context, FencingToken token) {
        Optional<Holder> holder = HOLDER.get(context);
        if (holder.isEmpty()) {
            throw new RecipeException(LockContract.NOT_HELD, "'" + context.instance() + "' is held by nobody");
        }
        if (!holder.get().token().equals(token)) {
            throw new RecipeException(LockContract.NOT_HELD, heldBy(context, holder.get()));
        }
        return holder.get();
    }

    private static String heldBy(QueryContext context, Holder holder) {
        String label = holder.label().isEmpty() ? "" : " (" + holder.label() + ")";
        return "'" + context.instance() + "' is held by session "
                + holder.session().value() + label + " with token "
                + holder.token().value() + " for " + (context.logTimeMillis() - holder.sinceMillis()) + " ms";
    }

    private LockDescription describe(QueryContext context, Describe request) {
        Optional<Holder> holder = HOLDER.get(context);
        List<Ticket<Note, Grant>> queue = WAITING.after(context, 0, LockDescription.MAX_WAITERS + 1);
        boolean more = queue.size() > LockDescription.MAX_WAITERS;
        List<Waiter> waiting = new ArrayList<>();
        for (Ticket<Note, Grant> ticket : queue) {
            if (waiting.size() == LockDescription.MAX_WAITERS) {
                break;
            }
            waiting.add(new Waiter(
                    waiting.size() + 1,
                    ticket.session(),
                    ticket.note().label(),
                    ticket.sinceMillis(),
                    ticket.deadlineMillis()));
        }
        return new LockDescription(holder.isPresent(), context.logTimeMillis(), holder, waiting, more);
    }
}
