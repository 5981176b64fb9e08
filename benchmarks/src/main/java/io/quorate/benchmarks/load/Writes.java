package io.quorate.benchmarks.load;

import java.util.concurrent.CompletableFuture;

/** A connected client. Thread-safe. */
public interface Writes extends AutoCloseable {
    /**
     * Writes a value durably.
     *
     * @param slot which of the values; one write of a slot at a time
     */
    CompletableFuture<?> write(int slot, byte[] value);

    @Override
    void close();
}
