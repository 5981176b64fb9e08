package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.Verb;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** How one program uses a flag and a reference, whose values are the numbers of the commands that set them. */
final class ValueWork {
    private static final String FLAG = "flag";
    private static final String REFERENCE = "reference";
    private static final int MAX_OPEN = 2;

    private final SimClient client;
    private final Chance chance;
    private int open;
    private long versionSeen;

    ValueWork(SimClient client, Chance chance) {
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
        boolean value = chance.oneIn(2);
        switch (chance.below(8)) {
            case 0 -> command(Verbs.SET_FLAG, FLAG, id -> new SetFlag(value));
            case 1 -> command(Verbs.SWAP_FLAG, FLAG, id -> new CompareAndSetFlag(!value, value));
            case 2 -> read(Verbs.GET_FLAG, FLAG, new GetFlag(), (FlagRead read) -> {});
            case 3 -> command(Verbs.SET_REFERENCE, REFERENCE, id -> new SetReference(bytes(id)));
            case 4, 5 -> swap(!chance.oneIn(5));
            default ->
                read(
                        Verbs.GET_REFERENCE,
                        REFERENCE,
                        new GetReference(),
                        (ReferenceRead read) -> versionSeen = read.version());
        }
    }

    private static byte[] bytes(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    /** Sets the reference if nobody was faster, or takes its value away. */
    private void swap(boolean sets) {
        long expected = versionSeen;
        command(
                Verbs.SWAP_REFERENCE,
                REFERENCE,
                id -> new CompareAndSetReference(expected, sets ? Optional.of(bytes(id)) : Optional.empty()));
    }

    private <C extends Record, R extends Record> void command(Verb<C, R> verb, String name, LongFunction<C> request) {
        client.call(verb, name, request, deadlineMillis(), Answer.of(reply -> open--, failure -> open--));
    }

    private <C extends Record, R extends Record> void read(Verb<C, R> verb, String name, C query, Consumer<R> then) {
        client.query(
                verb,
                name,
                query,
                ReadLevel.LINEARIZABLE,
                deadlineMillis(),
                Answer.of(
                        (R reply) -> {
                            open--;
                            then.accept(reply);
                        },
                        failure -> open--));
    }

    private long deadlineMillis() {
        return chance.oneIn(10) ? chance.between(1, 50) : chance.between(1_000, 10_000);
    }
}
