package io.quorate.simulation.world;

import io.quorate.simulation.check.Ending;
import java.util.function.Consumer;

/** What a client's program does once an operation has ended. */
public interface Answer<R extends Record> {
    void replied(R reply);

    default void failed(Ending.Failed failure) {}

    static <R extends Record> Answer<R> of(Consumer<R> replied, Consumer<Ending.Failed> failed) {
        return new Answer<>() {
            @Override
            public void replied(R reply) {
                replied.accept(reply);
            }

            @Override
            public void failed(Ending.Failed failure) {
                failed.accept(failure);
            }
        };
    }
}
