package io.quorate.client;

import io.quorate.protocol.Target;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import java.util.Optional;
import java.util.concurrent.Flow;

/** One subscriber's part of a publisher. A subscriber that throws is left, as the rules of reactive streams want it. */
final class PacedEvents<E extends Record> implements Flow.Subscription {
    private final Flow.Subscriber<? super EventMessage<E>> to;
    private final Subscriber<E> from;

    PacedEvents(EventPublisher<E> publisher, Flow.Subscriber<? super EventMessage<E>> to) {
        this.to = to;
        this.from =
                new Subscriber<>(publisher.remote(), publisher.event(), publisher.decoder(), this::next, this::over, 0);
    }

    /** After the subscriber knows this subscription, so that nothing reaches it before. */
    void begin(Target target) {
        from.begin(target, Optional.empty());
    }

    private void next(EventMessage<E> message) {
        try {
            to.onNext(message);
        } catch (RuntimeException | Error failure) {
            cancel();
            throw failure;
        }
    }

    private void over(Optional<QuorateException> why) {
        from.close(() -> why.ifPresentOrElse(to::onError, to::onComplete));
    }

    @Override
    public void request(long events) {
        if (events < 1) {
            from.close(() -> to.onError(
                    new IllegalArgumentException("a subscriber asks for one event at least, not for " + events)));
        } else {
            from.ask(events);
        }
    }

    @Override
    public void cancel() {
        from.close();
    }
}
