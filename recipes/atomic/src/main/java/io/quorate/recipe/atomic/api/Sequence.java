package io.quorate.recipe.atomic.api;

import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.util.concurrent.CompletableFuture;

/**
 * Numbers from 1, one for each call, in the order of the calls and without gaps. Who got a number and crashed has it; nobody else gets
 * it.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s.
 */
public final class Sequence {
    private final Calls calls;

    Sequence(Calls calls) {
        this.calls = calls;
    }

    public String name() {
        return calls.name();
    }

    /** The next number, in one round trip. Blocks. */
    public long next() {
        return Await.result(nextAsync());
    }

    /** {@link #next} without blocking. */
    public CompletableFuture<Long> nextAsync() {
        return Calls.map(calls.call(AtomicContract.NEXT, new Next(), Numbered.class), Numbered::number);
    }
}
