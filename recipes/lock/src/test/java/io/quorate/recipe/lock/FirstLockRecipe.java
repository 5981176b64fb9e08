package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.lock.api.LockContract;
import java.util.Optional;

/** What the first shipped lock kept, and as much of what it did as an upgrade concerns. */
@RecipeType(name = LockContract.RECIPE)
final class FirstLockRecipe implements Recipe {
    record Acquire(long waitMillis, String label) {}

    record Grant(FencingToken token, SessionId session) {}

    record Release(FencingToken token) {}

    record Released(FencingToken token, LockContract.ReleaseReason reason) {}

    record Holder(
            FencingToken token,
            SessionId session,
            long sequence,
            String label,
            long sinceMillis,
            long sinceCalendarMillis) {}

    record Note(String label) {}

    private static final Cell<Holder> HOLDER = Cell.of("holder", Holder.class);
    private static final Tickets<Note, Grant> WAITING = Tickets.of("waiting", Note.class, Grant.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.state(HOLDER, WAITING);
        recipe.command(LockContract.ACQUIRE, Acquire.class, Grant.class, FirstLockRecipe::acquire);
        recipe.command(LockContract.RELEASE, Release.class, Released.class, FirstLockRecipe::release);
        recipe.event(Released.class);
        recipe.onSessionEnd(FirstLockRecipe::sessionEnded);
    }

    private static Outcome<Grant> acquire(ApplyContext context, Acquire request) {
        if (HOLDER.get(context).isPresent()) {
            return WAITING.park(context, new Note(request.label()), request.waitMillis());
        }
        hold(context, context.session(), context.sequence(), request.label());
        return Outcome.reply(new Grant(context.token(), context.session()));
    }

    private static Outcome<Released> release(ApplyContext context, Release request) {
        Holder holder = HOLDER.get(context).orElseThrow();
        if (!holder.token().equals(request.token())) {
            throw new IllegalArgumentException("held with " + holder.token());
        }
        passOn(context, holder);
        return Outcome.reply(new Released(request.token(), LockContract.ReleaseReason.RELEASED));
    }

    private static void sessionEnded(ApplyContext context, SessionId session) {
        HOLDER.get(context)
                .filter(holder -> holder.session().equals(session))
                .ifPresent(holder -> passOn(context, holder));
    }

    private static void passOn(ApplyContext context, Holder from) {
        context.unbind(from.session());
        HOLDER.clear(context);
        Optional<Ticket<Note, Grant>> next = WAITING.first(context);
        if (next.isPresent()) {
            hold(
                    context,
                    next.get().session(),
                    next.get().sequence(),
                    next.get().note().label());
            next.get().complete(context, new Grant(context.token(), next.get().session()));
        }
    }

    private static void hold(ApplyContext context, SessionId session, long sequence, String label) {
        HOLDER.set(
                context,
                new Holder(
                        context.token(), session, sequence, label, context.logTimeMillis(), context.calendarMillis()));
        context.bind(session);
    }
}
