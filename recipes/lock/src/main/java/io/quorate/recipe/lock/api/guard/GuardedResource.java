package io.quorate.recipe.lock.api.guard;

import io.quorate.recipe.FencingToken;
import java.util.function.Function;

/**
 * Something in this process that only the newest holder may use. It forgets what it saw with the process. Thread-safe; one uses it
 * at a time.
 */
public final class GuardedResource<T> {
    private final String name;
    private final T resource;
    private FencingToken newest = new FencingToken(1);

    /** @param name for messages */
    public GuardedResource(String name, T resource) {
        this.name = name;
        this.resource = resource;
    }

    /**
     * Does the work while nobody else does any.
     *
     * @throws StaleTokenException when a larger token was here; the work is not begun
     */
    public synchronized <R> R use(FencingToken token, Function<? super T, R> work) {
        if (token.compareTo(newest) < 0) {
            throw new StaleTokenException(name, token, newest);
        }
        newest = token;
        return work.apply(resource);
    }
}
