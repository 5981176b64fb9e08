package io.quorate.recipe.barrier.api;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.client.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client of one instance whose server and session are played by the test. */
final class FakeClient implements RecipeClient, ResourceClient, SessionView {
    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final Instant VALID_UNTIL = Instant.parse("2030-01-01T00:00:00Z");
    static final SessionId SESSION = new SessionId(7);

    /** What the facade sent. */
    record Sent(String call, Record request, Duration deadline, CompletableFuture<Record> answer) {}

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private boolean tooLateToCancel;
    private volatile Optional<SessionId> id = Optional.of(SESSION);

    /** The call that came first of those not looked at. */
    Sent next() throws InterruptedException {
        Sent first = sent.poll(10, TimeUnit.SECONDS);
        if (first == null) {
            throw new AssertionError("nothing was sent");
        }
        return first;
    }

    boolean isQuiet() {
        return sent.isEmpty();
    }

    /** The session ended, and there is another one. */
    void becomeSession(long next) {
        id = Optional.of(new SessionId(next));
    }

    void letNoCallBeCancelled() {
        tooLateToCancel = true;
    }

    @Override
    public ResourceClient resource(String name) {
        return this;
    }

    @Override
    public SessionView session() {
        return this;
    }

    @Override
    public Mark mark() {
        throw new AssertionError("barriers count no time");
    }

    @Override
    public Duration defaultDeadline() {
        return DEADLINE;
    }

    @Override
    public Executor callbackExecutor() {
        return Runnable::run;
    }

    @Override
    public String name() {
        return "barrier";
    }

    @Override
    public <C extends Record, R extends Record> CompletableFuture<R> call(
            String command, C request, Class<R> reply, Duration deadline) {
        return send(command, request, reply, deadline);
    }

    @Override
    public <Q extends Record, R extends Record> CompletableFuture<R> query(
            String query, Q request, Class<R> reply, Consistency consistency, Duration deadline) {
        return send(query, request, reply, deadline);
    }

    private <R extends Record> CompletableFuture<R> send(
            String call, Record request, Class<R> reply, Duration deadline) {
        CompletableFuture<Record> answer = new CompletableFuture<>();
        CompletableFuture<R> future = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                return !tooLateToCancel && super.cancel(mayInterrupt) && answer.cancel(mayInterrupt);
            }
        };
        answer.whenComplete((value, failure) -> {
            if (failure == null) {
                future.complete(reply.cast(value));
            } else {
                future.completeExceptionally(failure);
            }
        });
        sent.add(new Sent(call, request, deadline, answer));
        return future;
    }

    /** The facade asks for no past. */
    @Override
    public <E extends Record> Registration events(Class<E> type, Cursor after, Consumer<EventMessage<E>> listener) {
        throw new UnsupportedOperationException("events behind " + after);
    }

    @Override
    public <E extends Record> Registration events(Class<E> type, Consumer<EventMessage<E>> listener) {
        throw new UnsupportedOperationException("events of " + type);
    }

    @Override
    public <E extends Record> Flow.Publisher<EventMessage<E>> publisher(Class<E> type) {
        throw new AssertionError("the facade has no events");
    }

    @Override
    public SessionState state() {
        return SessionState.READY;
    }

    @Override
    public Optional<SessionId> id() {
        return id;
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    public long validUntilNanos() {
        return 0;
    }

    @Override
    public Instant validUntil() {
        return VALID_UNTIL;
    }

    @Override
    public Registration onState(Consumer<SessionState> listener) {
        throw new AssertionError("barriers watch no session");
    }

    @Override
    public Optional<String> whyLost() {
        return Optional.empty();
    }

    @Override
    public Registration watch(Runnable reaction) {
        throw new AssertionError("barriers watch no session");
    }
}
