package io.quorate.simulation.world;

import io.quorate.simulation.check.Ending;

/** What a client's program does once an operation has ended. */
public interface Answer<R extends Record> {
    void replied(R reply);

    default void failed(Ending.Failed failure) {}
}
