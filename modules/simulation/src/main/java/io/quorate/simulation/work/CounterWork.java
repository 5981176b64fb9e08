package io.quorate.simulation.work;

import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Get;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import io.quorate.recipe.atomic.api.CounterOperation;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.SimClient;
import java.util.OptionalLong;

/** How one program uses atomic values: counters are added to, swapped and read; ids and numbers of a sequence are taken. */
final class CounterWork {
    static final String IDS = "ids";
    static final String SEQUENCE = "sequence";
    private static final int MAX_OPEN = 2;

    /** Sums of most additions are far from it, those of some are not. */
    private static final long BOUND = 50_000;

    private final Task task;
    private final Chance chance;
    private final OpenCalls calls;
    private long lastRead;

    CounterWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.chance = chance;
        this.calls = new OpenCalls(client, chance, MAX_OPEN);
    }

    boolean isIdle() {
        return calls.areNone();
    }

    void begin() {
        if (!calls.begins()) {
            return;
        }
        String counter = chance.pick(task.counters());
        switch (chance.below(10)) {
            case 0 -> calls.command(Verbs.NEXT_NUMBER, SEQUENCE, id -> new Next());
            case 1 -> calls.command(Verbs.TAKE_IDS, IDS, id -> new TakeIds(1 + chance.below(100)));
            case 2 -> calls.command(Verbs.UPDATE_COUNTER, counter, id -> new Update(CounterOperation.MAX, id));
            case 3 -> calls.command(Verbs.SWAP_COUNTER, counter, id -> new CompareAndSet(lastRead, -id));
            case 4, 5 -> calls.read(Verbs.GET_COUNTER, counter, new Get(), (Count read) -> lastRead = read.value());
            case 6, 7 ->
                calls.command(
                        Verbs.ADD_TO_COUNTER,
                        counter,
                        id -> new Add(amount(id), OptionalLong.of(-BOUND), OptionalLong.of(BOUND)));
            default -> calls.command(Verbs.ADD_TO_COUNTER, counter, id -> new Add(amount(id)));
        }
    }

    /** Rarely the same as that of another one, so that it can be told which were applied. */
    private static long amount(long id) {
        return id % 2 == 0 ? id : -id;
    }
}
