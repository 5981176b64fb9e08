package io.quorate.testkit;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
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
import java.util.List;
import java.util.Optional;

/** A gate that one session passes at a time; keeps every rule. */
@RecipeType(name = "gate")
public final class GateRecipe implements Recipe {
    public record Enter(long waitMillis) {}

    public record Entered(FencingToken token) {}

    public record Leave(FencingToken token) {}

    public record Left() {}

    public record Describe() {}

    public record Occupancy(List<SessionId> holders) {}

    public record Held(SessionId by) {}

    public record Holder(SessionId session, FencingToken token) {}

    public record Nothing() {}

    private static final Cell<Holder> HOLDER = Cell.of("holder", Holder.class);
    private static final Tickets<Nothing, Entered> WAITING = Tickets.of("waiting", Nothing.class, Entered.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.state(HOLDER, WAITING).event(Held.class);
        recipe.command("enter", Enter.class, Entered.class, this::enter).grants("leave");
        recipe.command("leave", Leave.class, Left.class, this::leave);
        recipe.query("describe", Describe.class, Occupancy.class, this::describe);
        recipe.onSessionEnd(this::ended);
        recipe.onAbandoned("enter", Entered.class, (context, reply) -> end(context, reply.token()));
    }

    private Outcome<Entered> enter(ApplyContext context, Enter request) {
        if (HOLDER.get(context).isPresent()) {
            return WAITING.park(context, new Nothing(), request.waitMillis());
        }
        return Outcome.reply(hold(context, context.session()));
    }

    private static Entered hold(ApplyContext context, SessionId session) {
        HOLDER.set(context, new Holder(session, context.token()));
        context.bind(session);
        context.emit(new Held(session));
        return new Entered(context.token());
    }

    private Outcome<Left> leave(ApplyContext context, Leave request) {
        if (!end(context, request.token())) {
            throw new RecipeException("NOT_HELD", "somebody else is in");
        }
        return Outcome.reply(new Left());
    }

    private void ended(ApplyContext context, SessionId session) {
        HOLDER.get(context)
                .filter(holder -> holder.session().equals(session))
                .ifPresent(holder -> end(context, holder.token()));
    }

    private static boolean end(ApplyContext context, FencingToken token) {
        Optional<Holder> holder = HOLDER.get(context).filter(now -> now.token().equals(token));
        if (holder.isEmpty()) {
            return false;
        }
        context.unbind(holder.get().session());
        HOLDER.clear(context);
        Optional<Ticket<Nothing, Entered>> next = WAITING.first(context);
        next.ifPresent(ticket -> ticket.complete(context, hold(context, ticket.session())));
        return true;
    }

    private Occupancy describe(QueryContext context, Describe request) {
        return new Occupancy(
                HOLDER.get(context).map(holder -> List.of(holder.session())).orElse(List.of()));
    }
}
