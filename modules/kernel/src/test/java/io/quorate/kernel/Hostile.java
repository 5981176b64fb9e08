package io.quorate.kernel;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.Timer;

/** A recipe that does what a good one never does. */
final class Hostile extends Probe {
    record Say(String code, int characters) {}

    record Reach(String recipe, int characters) {}

    record Payload(byte[] bytes) {}

    record BindTo(SessionId session) {}

    private static final Timer<Payload> LARGE_TIMER = Timer.of("large-timer", Payload.class);
    private static final Tickets<Payload, Value> LARGE_TICKETS =
            Tickets.of("large-tickets", Payload.class, Value.class);

    /** Recipe code that runs where only a message is asked for. */
    private static final class Talkative extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Override
    public void define(RecipeDefinition recipe) {
        super.define(recipe);
        recipe.uses("probe", "[1,2)");
        recipe.state(LARGE_TIMER, LARGE_TICKETS);
        recipe.onTimer(LARGE_TIMER, (context, payload) -> {});
        recipe.command("say", Say.class, Ack.class, (context, request) -> {
            throw new RecipeException(request.code(), pairs(request.characters()));
        });
        recipe.command("talk", Nothing.class, Ack.class, (context, request) -> {
            throw new Talkative();
        });
        recipe.command("break-jvm", Nothing.class, Ack.class, (context, request) -> {
            throw new StackOverflowError();
        });
        recipe.command("large-timer", Big.class, Ack.class, (context, request) -> {
            LARGE_TIMER.set(context, 1, 10, new Payload(new byte[request.bytes()]));
            return Outcome.reply(new Ack(context.revision()));
        });
        recipe.command(
                "large-note",
                Big.class,
                Value.class,
                (context, request) -> LARGE_TICKETS.park(context, new Payload(new byte[request.bytes()]), 10));
        recipe.command("reach", Reach.class, Ack.class, (context, request) -> {
            context.call(request.recipe(), pairs(request.characters()), "put", new Put("k", 1), Ack.class);
            return Outcome.reply(new Ack(context.revision()));
        });
        recipe.command("refuse", Say.class, Ack.class, (context, request) -> {
            WAITING.first(context)
                    .ifPresent(ticket -> ticket.refuse(context, request.code(), pairs(request.characters())));
            return Outcome.reply(new Ack(context.revision()));
        });
        recipe.command("park-and-wake", Nothing.class, Value.class, Hostile::parkAndWake);
        recipe.command("bind-to", BindTo.class, Ack.class, (context, request) -> {
            context.bind(request.session());
            return Outcome.reply(new Ack(context.revision()));
        });
    }

    private static Outcome<Value> parkAndWake(ApplyContext context, Nothing request) {
        Outcome<Value> parked = WAITING.park(context, request, 60_000);
        WAITING.first(context).orElseThrow().complete(context, new Value(1));
        return parked;
    }

    /** A letter and then characters beyond the BMP, two chars each; an odd number cuts the last in half. */
    private static String pairs(int characters) {
        return ("x" + "\uD83D\uDD12".repeat(characters)).substring(0, characters);
    }
}
