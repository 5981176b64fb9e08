package io.quorate.recipe.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * One named instance of a recipe. Thread-safe; nothing here blocks. Futures end with a {@link QuorateException} on
 * failure, at their deadline at the latest, and are completed on the client's callback executor.
 */
public interface ResourceClient {
    String name();

    /**
     * Sends a command; it is applied exactly once however often connections break. Cancelling the future gives the call
     * up: it is taken back on the server if it was not answered.
     *
     * @param deadline from now; when it passes, the call is given up with outcome UNKNOWN and cleaned up behind the scenes
     */
    <C extends Record, R extends Record> CompletableFuture<R> call(
            String command, C request, Class<R> reply, Duration deadline);

    <Q extends Record, R extends Record> CompletableFuture<R> query(
            String query, Q request, Class<R> reply, Consistency consistency, Duration deadline);

    /**
     * Subscribes from now on. Events come in order of revision, each once, also over reconnects; where that cannot be
     * kept, the listener gets a {@link EventMessage.Reset} and must read the state anew.
     */
    <E extends Record> Registration events(Class<E> type, Consumer<EventMessage<E>> listener);

    /**
     * Subscribes to what came behind a place that an earlier subscription to the same kind of event was told, in this program or in
     * another one. When the servers no longer have all of it, or the cluster was restored meanwhile, a {@link EventMessage.Reset} comes
     * first.
     */
    <E extends Record> Registration events(Class<E> type, Cursor after, Consumer<EventMessage<E>> listener);

    /**
     * The same events for subscribers that say how many they take. What a subscriber does not ask for waits for it, up to a bound
     * of bytes; beyond that it gets a {@link EventMessage.Reset} in place of what waited. Each subscriber has a subscription of its
     * own, from when it subscribes; it is told on the callback executor, one thing at a time. Closing the client completes it; one
     * that throws is told nothing more.
     */
    <E extends Record> Flow.Publisher<EventMessage<E>> publisher(Class<E> type);
}
