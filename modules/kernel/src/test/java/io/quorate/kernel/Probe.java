package io.quorate.kernel;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Table;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.Timer;

/** A recipe with one command for everything that a recipe can do. */
class Probe implements Recipe {
    record Put(String key, long value) {}

    record Far(String instance, String key, long more) {}

    record Ack(long revision) {}

    record Key(String key) {}

    record Value(long value) {}

    record Park(long waitMillis) {}

    record Wake(long value) {}

    record Nothing() {}

    record Bound(boolean bound, boolean fails) {}

    record SetTimer(long key, long delayMillis, boolean fails) {}

    record Big(int bytes) {}

    record Blob(byte[] bytes) {}

    record Fired(boolean fails) {}

    record Changed(String key, long value) {}

    record Token(FencingToken token) {}

    record Other(String recipe, String instance, String key, long value, boolean fails) {}

    static final Table<String, Long> ROWS = Table.of("rows", String.class, Long.class);
    static final Cell<Boolean> FAILS_AT_END = Cell.of("fails", Boolean.class);
    static final Tickets<Nothing, Value> WAITING = Tickets.of("waiting", Nothing.class, Value.class);
    static final Timer<Fired> TIMER = Timer.of("timer", Fired.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("For tests of the kernel").state(ROWS, FAILS_AT_END, WAITING, TIMER);
        recipe.command("put", Put.class, Ack.class, this::put).describedAs("Sets a row");
        recipe.command("put-and-fail", Put.class, Ack.class, this::putAndFail);
        recipe.command("add-far", Far.class, Value.class, (context, request) -> {
            ApplyContext far = context.sibling(request.instance());
            long sum = ROWS.get(far, request.key()).orElse(0L) + request.more();
            ROWS.put(far, request.key(), sum);
            return Outcome.reply(new Value(request.more()));
        });
        recipe.command("remove", Key.class, Ack.class, this::remove);
        recipe.command("park", Park.class, Value.class, this::park);
        recipe.command("wake", Wake.class, Ack.class, this::wake);
        recipe.command("bind", Bound.class, Ack.class, this::bind);
        recipe.command("set-timer", SetTimer.class, Ack.class, this::setTimer);
        recipe.command(
                "big", Big.class, Blob.class, (context, request) -> Outcome.reply(new Blob(new byte[request.bytes()])));
        recipe.command(
                "token", Nothing.class, Token.class, (context, request) -> Outcome.reply(new Token(context.token())));
        recipe.command("other", Other.class, Ack.class, this::other);
        recipe.command("take", Key.class, Value.class, (context, request) -> Outcome.readBy("require", request));
        recipe.query("require", Key.class, Value.class, this::require);
        recipe.command("refuse-badly", Nothing.class, Ack.class, (context, request) -> {
            throw new RecipeException("not a code", "half a pair: \ud800");
        });
        recipe.query("get", Key.class, Value.class, this::get);
        recipe.event(Changed.class);
        recipe.onTimer(TIMER, (context, payload) -> {
            ROWS.put(context, "fired", context.logTimeMillis());
            if (payload.fails()) {
                throw new IllegalStateException("the timer fails");
            }
        });
        recipe.onSessionEnd((context, session) -> {
            ROWS.put(context, "ended", session.value());
            if (FAILS_AT_END.get(context).orElse(false)) {
                throw new IllegalStateException("the end fails");
            }
            ROWS.remove(context, "held");
            ROWS.remove(context, "ended");
        });
        recipe.onAbandoned("park", Value.class, (context, reply) -> ROWS.put(context, "abandoned", reply.value()));
        recipe.uses("store", "[1,2)");
    }

    Outcome<Ack> put(ApplyContext context, Put request) {
        ROWS.put(context, request.key(), request.value());
        context.emit(new Changed(request.key(), request.value()));
        return Outcome.reply(new Ack(context.revision()));
    }

    private Outcome<Ack> putAndFail(ApplyContext context, Put request) {
        put(context, request);
        TIMER.set(context, 1, 10, new Fired(false));
        context.bind(context.session());
        WAITING.first(context).ifPresent(ticket -> ticket.complete(context, new Value(request.value())));
        throw new RecipeException("PROBE_FAILS", "as asked");
    }

    private Outcome<Ack> remove(ApplyContext context, Key request) {
        ROWS.remove(context, request.key());
        return Outcome.reply(new Ack(context.revision()));
    }

    private Outcome<Value> park(ApplyContext context, Park request) {
        return WAITING.park(context, new Nothing(), request.waitMillis());
    }

    private Outcome<Ack> wake(ApplyContext context, Wake request) {
        WAITING.first(context).ifPresent(ticket -> ticket.complete(context, new Value(request.value())));
        return Outcome.reply(new Ack(context.revision()));
    }

    private Outcome<Ack> bind(ApplyContext context, Bound request) {
        if (request.bound()) {
            context.bind(context.session());
            ROWS.put(context, "held", context.session().value());
        } else {
            context.unbind(context.session());
        }
        FAILS_AT_END.set(context, request.fails());
        return Outcome.reply(new Ack(context.revision()));
    }

    private Outcome<Ack> setTimer(ApplyContext context, SetTimer request) {
        TIMER.set(context, request.key(), request.delayMillis(), new Fired(request.fails()));
        return Outcome.reply(new Ack(context.revision()));
    }

    private Outcome<Ack> other(ApplyContext context, Other request) {
        try {
            context.call(
                    request.recipe(),
                    request.instance(),
                    request.fails() ? "put-and-fail" : "put",
                    new Put(request.key(), request.value()),
                    Ack.class);
        } catch (RecipeException refusal) {
            ROWS.put(context, refusal.code(), 1L);
        }
        return Outcome.reply(new Ack(context.revision()));
    }

    private Value require(QueryContext context, Key request) {
        return new Value(ROWS.get(context, request.key())
                .orElseThrow(() -> new RecipeException("NO_ROW", "there is no row '" + request.key() + "'")));
    }

    private Value get(QueryContext context, Key request) {
        return new Value(ROWS.get(context, request.key()).orElse(-1L));
    }
}
