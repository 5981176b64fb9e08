package io.quorate.recipe.barrier;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.barrier.api.Lost;

/** Parties that are lost, and what is said of them. */
final class Losses {
    private Losses() {}

    static Lost ofSession(SessionId session) {
        return new Lost(session, "", Lost.Reason.SESSION_ENDED);
    }

    /** Of a call that waits no more. */
    static Lost of(ApplyContext context, Ticket<Note, ?> ticket) {
        boolean late = ticket.deadlineMillis() <= context.logTimeMillis();
        return new Lost(ticket.session(), ticket.note().label(), late ? Lost.Reason.TIMED_OUT : Lost.Reason.CANCELLED);
    }

    /** Why all of a generation are refused. */
    static String broken(QueryContext context, long generation, Lost lost) {
        String label = lost.label().isEmpty() ? "" : " ('" + lost.label() + "')";
        return broken(context, generation) + ": session " + lost.session() + label + verb(lost.reason());
    }

    static String broken(QueryContext context, long generation) {
        return "generation " + generation + " of '" + context.instance() + "' is broken";
    }

    private static String verb(Lost.Reason reason) {
        if (reason == Lost.Reason.TIMED_OUT) {
            return " waited no longer";
        }
        return reason == Lost.Reason.CANCELLED ? " gave up" : " ended";
    }

    /** Refuses a call that was not to wait. */
    static RecipeException notYet(QueryContext context, String missing) {
        return new RecipeException(
                ErrorCode.WAIT_TIMED_OUT.name(),
                "'" + context.instance() + "' lacks " + missing + ", and the call was not to wait");
    }

    static RecipeException full(QueryContext context, String many) {
        return new RecipeException(
                ErrorCode.OVERLOADED.name(), "'" + context.instance() + "' has " + many + ", the limit");
    }
}
