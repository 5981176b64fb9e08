package io.quorate.recipe.client;

/** A listener's place; closing it ends the calls, except one that runs. Idempotent. */
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
