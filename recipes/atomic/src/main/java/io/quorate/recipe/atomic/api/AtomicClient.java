package io.quorate.recipe.atomic.api;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.atomic.api.AtomicContract.Delete;
import io.quorate.recipe.atomic.api.AtomicContract.Deleted;
import io.quorate.recipe.atomic.api.AtomicContract.Describe;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import java.util.concurrent.CompletableFuture;

/**
 * The atomic values of one namespace, by name. The first write makes an instance what it is; calls for another kind are refused with
 * {@link AtomicContract#WRONG_KIND}.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s. Methods that block must not be called on the client's callback
 * executor; an interrupt gives their call up ({@code CANCELLED}) and leaves the thread interrupted.
 */
public final class AtomicClient {
    private final RecipeClient client;

    AtomicClient(RecipeClient client) {
        this.client = client;
    }

    /** Nothing is sent. */
    public Counter counter(String name) {
        return new Counter(Calls.of(client, name));
    }

    /** Nothing is sent. */
    public Flag flag(String name) {
        return new Flag(Calls.of(client, name));
    }

    /**
     * Nothing is sent.
     *
     * @param type a record, an enum, a sealed family of records, or another type that {@link RecordCodec} carries
     * @throws IllegalArgumentException when it is not
     */
    public <T> Reference<T> reference(String name, Class<T> type) {
        return new Reference<>(Calls.of(client, name), RecordCodec.of(type));
    }

    /** Nothing is sent. Takes {@link Ids#DEFAULT_BLOCK} ids at a time. Keep it: each has blocks of its own. */
    public Ids ids(String name) {
        return ids(name, Ids.DEFAULT_BLOCK);
    }

    /**
     * Nothing is sent. Keep it: each has blocks of its own.
     *
     * @param block ids that are taken at a time, 1 to {@link AtomicContract#MAX_BLOCK}
     */
    public Ids ids(String name, int block) {
        return new Ids(Calls.of(client, name), block);
    }

    /** Nothing is sent. */
    public Sequence sequence(String name) {
        return new Sequence(Calls.of(client, name));
    }

    /** What an instance of any kind is, as of now. Blocks. */
    public AtomicDescription describe(String name) {
        return Await.result(
                Calls.of(client, name).query(AtomicContract.DESCRIBE, new Describe(), AtomicDescription.class));
    }

    /**
     * Takes a counter, flag or reference away; false when there was none. Blocks.
     *
     * @throws QuorateException {@code CONFLICT} for ids and sequences, whose numbers would be given again
     */
    public boolean delete(String name) {
        return Await.result(deleteAsync(name));
    }

    /** {@link #delete} without blocking. */
    public CompletableFuture<Boolean> deleteAsync(String name) {
        return Calls.map(
                Calls.of(client, name).call(AtomicContract.DELETE, new Delete(false), Deleted.class), Deleted::existed);
    }
}
