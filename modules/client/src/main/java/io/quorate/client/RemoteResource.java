package io.quorate.client;

import io.quorate.codec.RecordCodec;
import io.quorate.protocol.Target;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** One instance, typed by records. */
record RemoteResource(Remote remote, Target target) implements ResourceClient {
    static RemoteResource of(Remote remote, String namespace, String recipe, int contract, String name) {
        return new RemoteResource(remote, new Target(namespace, recipe, contract, List.of(name)));
    }

    @Override
    public String name() {
        return target.instances().get(0);
    }

    @Override
    public <C extends Record, R extends Record> CompletableFuture<R> call(
            String command, C request, Class<R> reply, Duration deadline) {
        RecordCodec<R> replies = remote.codecs().of(reply);
        return remote.call(target, command, () -> remote.codecs().encode(request), replies::decode, deadline);
    }

    @Override
    public <Q extends Record, R extends Record> CompletableFuture<R> query(
            String query, Q request, Class<R> reply, Consistency consistency, Duration deadline) {
        RecordCodec<R> replies = remote.codecs().of(reply);
        return remote.query(
                target, query, () -> remote.codecs().encode(request), replies::decode, consistency, deadline);
    }

    @Override
    public <E extends Record> Registration events(Class<E> type, Consumer<EventMessage<E>> listener) {
        return events(type, Optional.empty(), listener);
    }

    @Override
    public <E extends Record> Registration events(Class<E> type, Cursor after, Consumer<EventMessage<E>> listener) {
        return events(type, Optional.of(after), listener);
    }

    private <E extends Record> Registration events(
            Class<E> type, Optional<Cursor> after, Consumer<EventMessage<E>> listener) {
        RecordCodec<E> events = remote.codecs().of(type);
        return Subscriber.begin(remote, target, type.getSimpleName(), after, events::decode, listener);
    }

    @Override
    public <E extends Record> Flow.Publisher<EventMessage<E>> publisher(Class<E> type) {
        return new EventPublisher<>(
                remote, target, type.getSimpleName(), remote.codecs().of(type)::decode);
    }
}
