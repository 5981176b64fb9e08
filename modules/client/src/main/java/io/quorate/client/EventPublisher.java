package io.quorate.client;

import io.quorate.protocol.Target;
import io.quorate.recipe.client.EventMessage;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** Events for subscribers that say how many they take; each subscriber has a subscription of its own. */
record EventPublisher<E extends Record>(Remote remote, Target target, String event, Function<byte[], E> decoder)
        implements Flow.Publisher<EventMessage<E>> {
    @Override
    public void subscribe(Flow.Subscriber<? super EventMessage<E>> subscriber) {
        PacedEvents<E> events = new PacedEvents<>(this, Objects.requireNonNull(subscriber));
        subscriber.onSubscribe(events);
        events.begin(target);
    }
}
