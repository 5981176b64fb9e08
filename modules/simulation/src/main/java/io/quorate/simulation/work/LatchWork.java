package io.quorate.simulation.work;

import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Remove;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.Verb;
import java.util.function.Consumer;

/** How one program uses a latch that all share: says its count, counts it down, waits until it is open, and closes it again. */
final class LatchWork {
    private static final String LATCH = "latch";
    private static final int COUNT = 3;
    private static final int IDS = 4;
    private static final int MAX_OPEN = 2;

    private final Chance chance;
    private final OpenCalls calls;
    private long generationSeen;

    LatchWork(SimClient client, Chance chance) {
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
        switch (chance.below(10)) {
            case 0 -> command(Verbs.SET_COUNT, new SetCount(COUNT), reply -> {});
            case 1, 2, 3, 4 ->
                command(
                        Verbs.COUNT_DOWN,
                        new CountDown(chance.oneIn(2) ? "" : "part-" + chance.below(IDS)),
                        reply -> {});
            case 5, 6 -> command(Verbs.RESET, new Reset(chance.oneIn(4) ? 0 : generationSeen), reply -> {});
            case 7 -> {
                if (chance.oneIn(3)) {
                    command(Verbs.REMOVE, new Remove(), reply -> {});
                } else {
                    await(0);
                }
            }
            default -> await(chance.between(10, 4_000));
        }
    }

    private void await(long wait) {
        command(Verbs.AWAIT_OPEN, new AwaitOpen(wait, ""), (Opened opened) -> generationSeen = opened.generation());
    }

    private <C extends Record, R extends Record> void command(Verb<C, R> verb, C request, Consumer<R> then) {
        calls.command(verb, LATCH, id -> request, chance.between(200, 10_000), then);
    }
}
