package io.quorate.recipe.queue.api;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;

/**
 * The work queues of one namespace, by name. They need no creation, and leave nothing behind when they are empty and have settings that are
 * usual.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s. Methods that block must not be called on the client's callback executor; an interrupt
 * gives their call up ({@code CANCELLED}) and leaves the thread interrupted. Waits are counted in the servers' log time; up to the client's
 * default deadline is added for the way there.
 */
public final class QueueClient {
    private final RecipeClient client;

    QueueClient(RecipeClient client) {
        this.client = client;
    }

    /** A queue of bytes; nothing is sent. */
    public WorkQueue<byte[]> queue(String name) {
        return new WorkQueue<>(Calls.of(client, name), new Payloads<>(bytes -> bytes, bytes -> bytes));
    }

    /**
     * A queue of values; nothing is sent.
     *
     * @param type a record, an enum, a sealed family of records, or another type that {@link RecordCodec} carries
     * @throws IllegalArgumentException when it is not
     */
    public <T> WorkQueue<T> queue(String name, Class<T> type) {
        RecordCodec<T> codec = RecordCodec.of(type);
        return new WorkQueue<>(Calls.of(client, name), new Payloads<>(codec::encode, codec::decode));
    }

    /** What operators do with a queue; nothing is sent. */
    public QueueAdministration administration(String name) {
        return new QueueAdministration(Calls.of(client, name));
    }
}
