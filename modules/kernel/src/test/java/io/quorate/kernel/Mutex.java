package io.quorate.kernel;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Tickets;
import java.util.Optional;

/** A recipe whose instance is held by one session at a time, which may ask again for what it holds. */
final class Mutex implements Recipe {
    record Acquire() {}

    record Grant(FencingToken token) {}

    record Release() {}

    record Holder(SessionId session, FencingToken token) {}

    record Who() {}

    record Held(long session, long token) {}

    private static final Cell<Holder> HOLDER = Cell.of("holder", Holder.class);
    private static final Tickets<Who, Grant> WAITING = Tickets.of("waiting", Who.class, Grant.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("For tests of restores").state(HOLDER, WAITING);
        recipe.command("acquire", Acquire.class, Grant.class, this::acquire);
        recipe.command("release", Release.class, Held.class, this::release);
        recipe.query(
                "holder",
                Who.class,
                Held.class,
                (context, request) -> HOLDER.get(context)
                        .map(holder -> new Held(
                                holder.session().value(), holder.token().value()))
                        .orElse(new Held(0, 0)));
        recipe.onSessionEnd((context, session) -> HOLDER.get(context)
                .filter(holder -> holder.session().equals(session))
                .ifPresent(holder -> passOn(context)));
    }

    private Outcome<Grant> acquire(ApplyContext context, Acquire request) {
        Optional<Holder> holder = HOLDER.get(context);
        if (holder.isEmpty()) {
            return Outcome.reply(grant(context, context.session()));
        }
        return holder.get().session().equals(context.session())
                ? Outcome.reply(new Grant(holder.get().token()))
                : WAITING.park(context, new Who(), 60_000);
    }

    private static Grant grant(ApplyContext context, SessionId session) {
        HOLDER.set(context, new Holder(session, context.token()));
        context.bind(session);
        return new Grant(context.token());
    }

    private Outcome<Held> release(ApplyContext context, Release request) {
        Holder holder = HOLDER.get(context)
                .filter(each -> each.session().equals(context.session()))
                .orElseThrow(() -> new RecipeException("NOT_HELD", "it is not held by this session"));
        context.unbind(context.session());
        passOn(context);
        return Outcome.reply(new Held(holder.session().value(), holder.token().value()));
    }

    private static void passOn(ApplyContext context) {
        HOLDER.clear(context);
        WAITING.first(context).ifPresent(ticket -> ticket.complete(context, grant(context, ticket.session())));
    }
}
