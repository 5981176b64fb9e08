package io.quorate.simulation.work;

import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.SimClient;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How one program uses a flag and a reference, whose values are the numbers of the commands that set them. */
final class ValueWork {
    private static final String FLAG = "flag";
    private static final String REFERENCE = "reference";
    private static final int MAX_OPEN = 2;

    private final Chance chance;
    private final OpenCalls calls;
    private long versionSeen;

    ValueWork(SimClient client, Chance chance) {
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
        boolean value = chance.oneIn(2);
        switch (chance.below(8)) {
            case 0 -> calls.command(Verbs.SET_FLAG, FLAG, id -> new SetFlag(value));
            case 1 -> calls.command(Verbs.SWAP_FLAG, FLAG, id -> new CompareAndSetFlag(!value, value));
            case 2 -> calls.read(Verbs.GET_FLAG, FLAG, new GetFlag(), (FlagRead read) -> {});
            case 3 -> calls.command(Verbs.SET_REFERENCE, REFERENCE, id -> new SetReference(bytes(id)));
            case 4, 5 -> swap(!chance.oneIn(5));
            default ->
                calls.read(
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
        calls.command(
                Verbs.SWAP_REFERENCE,
                REFERENCE,
                id -> new CompareAndSetReference(expected, sets ? Optional.of(bytes(id)) : Optional.empty()));
    }
}
