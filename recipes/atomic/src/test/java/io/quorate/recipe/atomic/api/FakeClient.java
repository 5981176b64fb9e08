package io.quorate.recipe.atomic.api;

import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** A client of one instance whose server is played by the test. One thread. */
final class FakeClient implements RecipeClient, ResourceClient {
    /** What the facade sent. */
    record Sent(Record request, CompletableFuture<Record> answer) {}

    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
    private final List<Ear<?>> ears = new ArrayList<>();

    /** Hears of one kind of event. */
    private record Ear<E extends Record>(Class<E> type, Consumer<EventMessage<E>> listener) {
        void tell(long revision, Record event) {
            listener.accept(new EventMessage.Event<>(new Cursor(0, revision, 0), type.cast(event)));
        }

        void reset(long revision) {
            listener.accept(new EventMessage.Reset<>(new Cursor(0, revision, 0)));
        }
    }

    /** The call that came first of those not answered. */
    Sent peek() {
        return sent.element();
    }

    Sent next() {
        return sent.remove();
    }

    /** Answers the first call that is not answered. */
    void answer(Record reply) {
        next().answer().complete(reply);
    }

    void fail(RuntimeException failure) {
        next().answer().completeExceptionally(failure);
    }

    boolean isQuiet() {
        return sent.isEmpty();
    }

    void tell(long revision, Record event) {
        List.copyOf(ears).forEach(ear -> ear.tell(revision, event));
    }

    /** Events up to this revision may be missing. */
    void reset(long revision) {
        List.copyOf(ears).forEach(ear -> ear.reset(revision));
    }

    int ears() {
        return ears.size();
    }

    void runCallbacks() {
        while (!callbacks.isEmpty()) {
            callbacks.remove().run();
        }
    }

    @Override
    public ResourceClient resource(String name) {
        return this;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public <C extends Record, R extends Record> CompletableFuture<R> call(
            String command, C request, Class<R> reply, Duration deadline) {
        CompletableFuture<Record> answer = new CompletableFuture<>();
        CompletableFuture<R> result = answer.thenApply(reply::cast);
        sent.add(new Sent(request, answer));
        return result;
    }

    @Override
    public <Q extends Record, R extends Record> CompletableFuture<R> query(
            String query, Q request, Class<R> reply, Consistency consistency, Duration deadline) {
        return call(query, request, reply, deadline);
    }

    @Override
    public <E extends Record> Registration events(Class<E> type, Consumer<EventMessage<E>> listener) {
        Ear<E> ear = new Ear<>(type, listener);
        ears.add(ear);
        return () -> ears.remove(ear);
    }

    @Override
    public Duration defaultDeadline() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Executor callbackExecutor() {
        return callbacks::add;
    }

    @Override
    public <E extends Record> Registration events(Class<E> type, Cursor after, Consumer<EventMessage<E>> listener) {
        throw new AssertionError("nothing goes on from a cursor");
    }

    @Override
    public <E extends Record> Flow.Publisher<EventMessage<E>> publisher(Class<E> type) {
        throw new AssertionError("listeners take what comes");
    }

    @Override
    public SessionView session() {
        throw new AssertionError("atomic values know no sessions");
    }

    @Override
    public Mark mark() {
        throw new AssertionError("atomic values know no time");
    }
}
