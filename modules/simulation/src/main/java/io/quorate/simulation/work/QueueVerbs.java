package io.quorate.simulation.work;

import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.simulation.world.Verb;

/** What programs of a world say to queues. */
final class QueueVerbs {
    static final Verb<QueueContract.Offer, QueueContract.Offered> OFFER =
            verb(QueueContract.OFFER, QueueContract.Offer.class, QueueContract.Offered.class);
    static final Verb<QueueContract.Take, QueueContract.Granted> TAKE =
            verb(QueueContract.TAKE, QueueContract.Take.class, QueueContract.Granted.class);
    static final Verb<QueueContract.Ack, QueueContract.Acked> ACK =
            verb(QueueContract.ACK, QueueContract.Ack.class, QueueContract.Acked.class);
    static final Verb<QueueContract.Nack, QueueContract.Nacked> NACK =
            verb(QueueContract.NACK, QueueContract.Nack.class, QueueContract.Nacked.class);
    static final Verb<QueueContract.Extend, QueueContract.Extended> EXTEND =
            verb(QueueContract.EXTEND, QueueContract.Extend.class, QueueContract.Extended.class);

    private QueueVerbs() {}

    private static <C extends Record, R extends Record> Verb<C, R> verb(String name, Class<C> request, Class<R> reply) {
        return Verb.of(QueueContract.RECIPE, QueueContract.VERSION, name, request, reply);
    }
}
