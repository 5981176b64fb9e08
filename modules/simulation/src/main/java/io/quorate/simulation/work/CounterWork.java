package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Get;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import io.quorate.recipe.atomic.api.CounterOperation;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.Verb;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** How one program uses atomic values: counters are added to, swapped and read; ids and numbers of a sequence are taken. */
final class CounterWork {
    static final String IDS = "ids";
    static final String SEQUENCE = "sequence";
    private static final int MAX_OPEN = 2;

    /** Sums of most additions are far from it, those of some are not. */
    private static final long BOUND = 50_000;

    private final Task task;
    private final SimClient client;
    private final Chance chance;
    private int open;
    private long lastRead;

    CounterWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
    }

    boolean isIdle() {
        return open == 0;
    }

    void begin() {
        if (open >= MAX_OPEN) {
            return;
        }
        open++;
        String counter = chance.pick(task.counters());
        switch (chance.below(10)) {
            case 0 -> command(Verbs.NEXT_NUMBER, SEQUENCE, id -> new Next());
            case 1 -> command(Verbs.TAKE_IDS, IDS, id -> new TakeIds(1 + chance.below(100)));
            case 2 -> command(Verbs.UPDATE_COUNTER, counter, id -> new Update(CounterOperation.MAX, id));
            case 3 -> command(Verbs.SWAP_COUNTER, counter, id -> new CompareAndSet(lastRead, -id));
            case 4, 5 -> read(counter);
            case 6, 7 ->
                command(
                        Verbs.ADD_TO_COUNTER,
                        counter,
                        id -> new Add(amount(id), OptionalLong.of(-BOUND), OptionalLong.of(BOUND)));
            default -> command(Verbs.ADD_TO_COUNTER, counter, id -> new Add(amount(id)));
        }
    }

    /** Rarely the same as that of another one, so that it can be told which were applied. */
    private static long amount(long id) {
        return id % 2 == 0 ? id : -id;
    }

    private <C extends Record, R extends Record> void command(Verb<C, R> verb, String name, LongFunction<C> request) {
        client.call(verb, name, request, deadlineMillis(), Answer.of(reply -> open--, failure -> open--));
    }

    private void read(String counter) {
        client.query(
                Verbs.GET_COUNTER, counter, new Get(), ReadLevel.LINEARIZABLE, deadlineMillis(), new Answer<Count>() {
                    @Override
                    public void replied(Count reply) {
                        open--;
                        lastRead = reply.value();
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        open--;
                    }
                });
    }

    private long deadlineMillis() {
        return chance.oneIn(10) ? chance.between(1, 50) : chance.between(1_000, 10_000);
    }
}
