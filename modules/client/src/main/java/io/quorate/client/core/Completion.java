package io.quorate.client.core;

import io.quorate.recipe.client.QuorateException;

/** Told once how a call or query ended. Must not call the core before it returns. */
public interface Completion {
    /**
     * The reply. Of a call, it is kept by the server until {@link ClientCore#taken} or {@link ClientCore#cancel} is called.
     */
    void replied(long revision, byte[] body);

    void failed(QuorateException failure);
}
