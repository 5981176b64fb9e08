package io.quorate.recipe.lock.api;

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
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client of one lock whose server and session are played by the test. */
final class FakeClient implements RecipeClient, ResourceClient, SessionView {
    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final Instant VALID_UNTIL = Instant.parse("2030-01-01T00:00:00Z");
    static final SessionId SESSION = new SessionId(7);

    /** What the facade sent. */
    record Sent(String call, Record request, Duration deadline, CompletableFuture<Record> answer) {}

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
    private final List<Runnable> reactions = new ArrayList<>();
    private final List<Subscription<?>> subscriptions = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private boolean tooLateToCancel;
    private volatile Duration passed = Duration.ZERO;
    private volatile SessionState state = SessionState.READY;
    private volatile Optional<SessionId> id = Optional.of(SESSION);
    private volatile boolean valid = true;

    /** Hears of one kind of event. */
    private record Subscription<E extends Record>(Class<E> type, Consumer<EventMessage<E>> listener) {
        void tell(long revision, Record event) {
            if (type.isInstance(event)) {
                listener.accept(new EventMessage.Event<>(new Cursor(0, revision, 0), type.cast(event)));
            }
        }

        void reset(long revision) {
            listener.accept(new EventMessage.Reset<>(new Cursor(0, revision, 0)));
        }
    }

    /** What is to happen when so much time has passed. */
    private record Alarm(Duration at, Runnable reaction) {}

    /** Time of clocks that make no error. */
    private record FakeMark(FakeClient fake, Duration at) implements Mark {
        @Override
        public boolean isWithin(Duration logTime) {
            return fake.passed.compareTo(at.plus(logTime)) < 0;
        }

        @Override
        public Instant end(Duration logTime) {
            return VALID_UNTIL.minusSeconds(10).plus(at).plus(logTime);
        }

        @Override
        public Registration atEnd(Duration logTime, Runnable reaction) {
            Alarm alarm = new Alarm(at.plus(logTime), reaction);
            fake.alarms.add(alarm);
            return () -> fake.alarms.remove(alarm);
        }
    }

    void advance(Duration time) {
        passed = passed.plus(time);
        List<Alarm> due = alarms.stream()
                .filter(alarm -> alarm.at().compareTo(passed) <= 0)
                .toList();
        alarms.removeAll(due);
        due.forEach(alarm -> alarm.reaction().run());
    }

    int alarms() {
        return alarms.size();
    }

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

    /** A handle on a hold of the present session. */
    LockHandle granted(Grant grant) throws InterruptedException {
        return granted(LockOptions.DEFAULT, grant, new Acquire[1]);
    }

    /** @param asked gets what was sent */
    LockHandle granted(LockOptions options, Grant grant, Acquire[] asked) throws InterruptedException {
        CompletableFuture<LockHandle> handle = new LockClient(this).acquireAsync("lock", Duration.ZERO, options);
        Sent call = next();
        asked[0] = (Acquire) call.request();
        call.answer().complete(grant);
        return handle.join();
    }

    void become(SessionState next) {
        state = next;
        valid = next == SessionState.READY || next == SessionState.SUSPECT;
        List.copyOf(reactions).forEach(Runnable::run);
    }

    void becomeSession(long next) {
        id = Optional.of(new SessionId(next));
        become(SessionState.READY);
    }

    /** The session's time is over, and nobody has been told yet. */
    void expireSilently() {
        valid = false;
    }

    void tell(long revision, Record event) {
        List.copyOf(subscriptions).forEach(subscription -> subscription.tell(revision, event));
    }

    /** Events up to this revision may be missing. */
    void reset(long revision) {
        List.copyOf(subscriptions).forEach(subscription -> subscription.reset(revision));
    }

    int listeners() {
        return reactions.size() + subscriptions.size();
    }

    void letNoCallBeCancelled() {
        tooLateToCancel = true;
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
    public SessionView session() {
        return this;
    }

    @Override
    public Mark mark() {
        return new FakeMark(this, passed);
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
    public String name() {
        return "lock";
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
        Subscription<E> subscription = new Subscription<>(type, listener);
        subscriptions.add(subscription);
        return () -> subscriptions.remove(subscription);
    }

    @Override
    public <E extends Record> Flow.Publisher<EventMessage<E>> publisher(Class<E> type) {
        throw new AssertionError("the facade has listeners only");
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

    @Override
    public Registration onState(Consumer<SessionState> listener) {
        throw new AssertionError("a hold that waits for the user's callbacks is told too late");
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
