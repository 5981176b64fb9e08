package @PACKAGE@;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import java.util.List;

/** Counts, and lets callers wait until the total reaches a goal. */
@RecipeType(name = "@NAME@")
public final class @CLASS@ implements Recipe {
    public record Add(long amount) {}

    public record Added(long total) {}

    public record Await(long total, long waitMillis) {}

    public record Reached(long total) {}

    public record Read() {}

    public record Count(long total) {}

    /** What is kept of a call that waits. */
    public record Goal(long total) {}

    private static final int PAGE = 100;

    private static final Cell<Long> TOTAL = Cell.of("total", Long.class);
    private static final Tickets<Goal, Reached> WAITING = Tickets.of("waiting", Goal.class, Reached.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Counts, and lets callers wait for a total").state(TOTAL, WAITING);
        recipe.command("add", Add.class, Added.class, this::add).describedAs("Adds to the total");
        recipe.command("await", Await.class, Reached.class, this::await)
                .describedAs("Waits until the total is at least so large");
        recipe.query("read", Read.class, Count.class, this::read).describedAs("Shows the total");
    }

    private Outcome<Added> add(ApplyContext context, Add request) {
        if (request.amount() < 1) {
            throw new RecipeException("INVALID_REQUEST", "amount must be at least 1, was " + request.amount());
        }
        long total = Math.addExact(total(context), request.amount());
        TOTAL.set(context, total);
        answerWaiting(context, total);
        return Outcome.reply(new Added(total));
    }

    private void answerWaiting(ApplyContext context, long total) {
        List<Ticket<Goal, Reached>> page = WAITING.after(context, 0, PAGE);
        while (!page.isEmpty()) {
            long last = 0;
            for (Ticket<Goal, Reached> ticket : page) {
                if (ticket.note().total() <= total) {
                    ticket.complete(context, new Reached(total));
                }
                last = ticket.id();
            }
            page = WAITING.after(context, last, PAGE);
        }
    }

    private Outcome<Reached> await(ApplyContext context, Await request) {
        long total = total(context);
        if (total >= request.total()) {
            return Outcome.reply(new Reached(total));
        }
        return WAITING.park(context, new Goal(request.total()), request.waitMillis());
    }

    private Count read(QueryContext context, Read request) {
        return new Count(total(context));
    }

    private static long total(QueryContext context) {
        return TOTAL.get(context).orElse(0L);
    }
}
