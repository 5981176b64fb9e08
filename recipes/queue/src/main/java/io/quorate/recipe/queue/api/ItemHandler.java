package io.quorate.recipe.queue.api;

/** Works on items, in threads of a {@link Worker}. It may be called again for an item that it has worked on. */
@FunctionalInterface
public interface ItemHandler<T> {
    /**
     * When it returns, the item is acknowledged, unless the handler did something else with the lease. When it throws, the item is given back
     * with what was thrown as the reason. The thread is interrupted when the lease is lost.
     */
    void handle(Lease<T> lease) throws Exception;
}
