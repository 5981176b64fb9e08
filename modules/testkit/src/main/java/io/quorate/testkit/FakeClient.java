package io.quorate.testkit;

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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The client of a recipe's facade, with a server, a session and a clock that are played by the test. What the facade sends waits until the
 * test answers it; callbacks wait until the test runs them. The facade may use it from any thread, the test plays from one.
 */
public final class FakeClient implements RecipeClient, SessionView {
    /** Deadline of calls that say none. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Until when the session is valid, as long as it is. */
    public static final Instant VALID_UNTIL = Instant.parse("2030-01-01T00:00:00Z");

    /** The first session. */
    public static final SessionId SESSION = new SessionId(7);

    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Runnable> callbacks = new ConcurrentLinkedQueue<>();
    private final List<Runnable> reactions = new CopyOnWriteArrayList<>();
    private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private volatile boolean tooLateToCancel;
    private volatile Duration passed = Duration.ZERO;
    private volatile SessionState state = SessionState.READY;
    private volatile Optional<SessionId> id = Optional.of(SESSION);
    private volatile boolean valid = true;

    /**
     * What the facade sent.
     *
     * @param call name of the command or query
     * @param answer to be completed by the test, with the reply or with how the call failed
     */
    public record Sent(String call, Record request, Duration deadline, CompletableFuture<Record> answer) {}

    /** Hears of one kind of event. */
    private record Subscription<E extends Record>(Class<E> type, Consumer<EventMessage<E>> listener) {
        void tell(Cursor at, Record event) {
            if (type.isInstance(event)) {
                listener.accept(new EventMessage.Event<>(at, type.cast(event)));
            }
        }

        void reset(Cursor at) {
            listener.accept(new EventMessage.Reset<>(at));
        }
    }

    /** What is to happen when so much time has passed. */
    private record Alarm(Duration at, Runnable reaction) {}

    /** Time of clocks that make no error. */
    private record Moment(FakeClient client, Duration at) implements Mark {
        @Override
        public boolean isWithin(Duration logTime) {
            return client.passed.compareTo(at.plus(logTime)) < 0;
        }

        @Override
        public Instant end(Duration logTime) {
            return VALID_UNTIL.minusSeconds(10).plus(at).plus(logTime);
        }

        @Override
        public Registration atEnd(Duration logTime, Runnable reaction) {
            Alarm alarm = new Alarm(at.plus(logTime), reaction);
            client.alarms.add(alarm);
            return () -> client.alarms.remove(alarm);
        }
    }

    /** One resource of the recipe; what is told is told to all. */
    private record Resource(FakeClient client, String name) implements ResourceClient {
        @Override
        public <C extends Record, R extends Record> CompletableFuture<R> call(
                String command, C request, Class<R> reply, Duration deadline) {
            return client.send(command, request, reply, deadline);
        }

        @Override
        public <Q extends Record, R extends Record> CompletableFuture<R> query(
                String query, Q request, Class<R> reply, Consistency consistency, Duration deadline) {
            return client.send(query, request, reply, deadline);
        }

        @Override
        public <E extends Record> Registration events(Class<E> type, Consumer<EventMessage<E>> listener) {
            Subscription<E> subscription = new Subscription<>(type, listener);
            client.subscriptions.add(subscription);
            return () -> client.subscriptions.remove(subscription);
        }

        /** There is no past. */
        @Override
        public <E extends Record> Registration events(Class<E> type, Cursor after, Consumer<EventMessage<E>> listener) {
            throw new UnsupportedOperationException("events behind " + after);
        }

        /** For one subscriber; what it has not asked for waits without a bound. */
        @Override
        public <E extends Record> Flow.Publisher<EventMessage<E>> publisher(Class<E> type) {
            return subscriber -> {
                ArrayDeque<EventMessage<E>> waiting = new ArrayDeque<>();
                long[] wanted = new long[1];
                Runnable deliver = () -> {
                    while (wanted[0] > 0 && !waiting.isEmpty()) {
                        wanted[0]--;
                        subscriber.onNext(waiting.remove());
                    }
                };
                Registration events = events(type, message -> {
                    waiting.add(message);
                    deliver.run();
                });
                subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long more) {
                        wanted[0] += more;
                        client.callbacks.add(deliver);
                    }

                    @Override
                    public void cancel() {
                        events.close();
                    }
                });
            };
        }
    }

    /** The call that came first of those not taken. Blocks until there is one, 10 s at most. */
    public Sent next() {
        try {
            Sent first = sent.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (first == null) {
                throw new AssertionError("nothing was sent");
            }
            return first;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while nothing was sent", e);
        }
    }

    /** Takes the call that came first, and answers it. */
    public void answer(Record reply) {
        next().answer().complete(reply);
    }

    /** Takes the call that came first, and lets it fail. */
    public void fail(Exception failure) {
        next().answer().completeExceptionally(failure);
    }

    /** Whether each call that was sent was taken. */
    public boolean isQuiet() {
        return sent.isEmpty();
    }

    /** From now on each call has been answered when the facade cancels it, and the answer is on its way. */
    public void letNoCallBeCancelled() {
        tooLateToCancel = true;
    }

    /** Lets time pass, and what is to happen meanwhile happen. */
    public void advance(Duration time) {
        passed = passed.plus(time);
        List<Alarm> due = alarms.stream()
                .filter(alarm -> alarm.at().compareTo(passed) <= 0)
                .toList();
        alarms.removeAll(due);
        due.forEach(alarm -> alarm.reaction().run());
    }

    /** What the facade waits for time to do. */
    public int alarms() {
        return alarms.size();
    }

    /** Changes the session's state, and with it whether it is valid. */
    public void become(SessionState next) {
        state = next;
        valid = next == SessionState.READY || next == SessionState.SUSPECT;
        reactions.forEach(Runnable::run);
    }

    /** The session before is over, and there is another one. */
    public void becomeSession(long next) {
        id = Optional.of(new SessionId(next));
        become(SessionState.READY);
    }

    /** The session's time is over, and nobody has been told yet. */
    public void expireSilently() {
        valid = false;
    }

    /** Tells an event to those that listen for its kind. */
    public void tell(long revision, Record event) {
        subscriptions.forEach(subscription -> subscription.tell(new Cursor(0, revision, 0), event));
    }

    /** Events up to this revision may be missing. */
    public void reset(long revision) {
        subscriptions.forEach(subscription -> subscription.reset(new Cursor(0, revision, 0)));
    }

    /** Who listens to the session or to events. */
    public int listeners() {
        return reactions.size() + subscriptions.size();
    }

    /** Runs the callbacks that wait, and those that they leave behind. */
    public void runCallbacks() {
        for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
            next.run();
        }
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

    @Override
    public ResourceClient resource(String name) {
        return new Resource(this, name);
    }

    @Override
    public SessionView session() {
        return this;
    }

    @Override
    public Mark mark() {
        return new Moment(this, passed);
    }

    @Override
    public Duration defaultDeadline() {
        return DEADLINE;
    }

    @Override
    public Executor callbackExecutor() {
        return callbacks::add;
    }

    @Override
    public SessionState state() {
        return state;
    }

    @Override
    public Optional<SessionId> id() {
        return id;
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public long validUntilNanos() {
        return 0;
    }

    @Override
    public Instant validUntil() {
        return VALID_UNTIL;
    }

    /** A facade watches the session instead: what waits for the user's callbacks is told too late. */
    @Override
    public Registration onState(Consumer<SessionState> listener) {
        throw new AssertionError("a facade that waits for the user's callbacks is told too late: watch the session");
    }

    @Override
    public Optional<String> whyLost() {
        return state == SessionState.LOST ? Optional.of("expired by an operator") : Optional.empty();
    }

    @Override
    public Registration watch(Runnable reaction) {
        reactions.add(reaction);
        reaction.run();
        return () -> reactions.remove(reaction);
    }
}
