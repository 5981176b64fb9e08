package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.Verb;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Calls of one program to a recipe that are under way, at most so many. */
final class OpenCalls {
    private final SimClient client;
    private final Chance chance;
    private final int most;
    private int open;

    OpenCalls(SimClient client, Chance chance, int most) {
        this.client = client;
        this.chance = chance;
        this.most = most;
    }

    boolean areNone() {
        return open == 0;
    }

    /** Whether one more may begin; if so, it is under way from now on. */
    boolean begins() {
        boolean mayBegin = open < most;
        open += mayBegin ? 1 : 0;
        return mayBegin;
    }

    /** The command that {@link #begins}. */
    <C extends Record, R extends Record> void command(Verb<C, R> verb, String instance, LongFunction<C> request) {
        command(verb, instance, request, deadlineMillis(), reply -> {});
    }

    /** The command that {@link #begins}, with a deadline of its own. */
    <C extends Record, R extends Record> void command(
            Verb<C, R> verb, String instance, LongFunction<C> request, long deadlineMillis, Consumer<R> then) {
        client.call(verb, instance, request, deadlineMillis, ending(then));
    }

    /** The linearizable query that {@link #begins}. */
    <C extends Record, R extends Record> void read(Verb<C, R> verb, String instance, C query, Consumer<R> then) {
        client.query(verb, instance, query, ReadLevel.LINEARIZABLE, deadlineMillis(), ending(then));
    }

    private <R extends Record> Answer<R> ending(Consumer<R> then) {
        return Answer.of(
                reply -> {
                    open--;
                    then.accept(reply);
                },
                failure -> open--);
    }

    private long deadlineMillis() {
        return chance.oneIn(10) ? chance.between(1, 50) : chance.between(1_000, 10_000);
    }
}
