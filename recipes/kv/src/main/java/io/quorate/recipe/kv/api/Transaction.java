package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A transaction that is being written down: each method returns another one, and nothing is sent before {@link #commit}. It is one round
 * trip and one step of the log; of a branch all is done, or nothing.
 */
public final class Transaction {
    private final Calls calls;
    private final Transact request;

    Transaction(Calls calls, Transact request) {
        this.calls = calls;
        this.request = request;
    }

    /** All of them must hold for {@link #then}; none are needed. At most {@link KvContract#MAX_OPERATIONS}. */
    public Transaction when(Condition... conditions) {
        return new Transaction(calls, new Transact(List.of(conditions), request.then(), request.otherwise()));
    }

    /** What is done, in this order, if all conditions hold. At most {@link KvContract#MAX_OPERATIONS}. */
    public Transaction then(Operation... operations) {
        return new Transaction(calls, new Transact(request.when(), List.of(operations), request.otherwise()));
    }

    /** What is done, in this order, if not all conditions hold. At most {@link KvContract#MAX_OPERATIONS}. */
    public Transaction otherwise(Operation... operations) {
        return new Transaction(calls, new Transact(request.when(), request.then(), List.of(operations)));
    }

    /** Carries it out. Blocks. */
    public Committed commit() {
        return Await.result(commitAsync());
    }

    /** {@link #commit} without blocking. */
    public CompletableFuture<Committed> commitAsync() {
        return Calls.map(
                calls.call(KvContract.TRANSACT, request, Transacted.class),
                reply -> new Committed(reply.held(), reply.revision(), reply.results()));
    }
}
