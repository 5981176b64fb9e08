package io.quorate.recipe.election.api;

import io.quorate.recipe.FencingToken;
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
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.Leader;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of one election whose server and session are played by the test. */
final class FakeClient implements RecipeClient, ResourceClient, SessionView {
    static final Instant VALID_UNTIL = Instant.parse("2030-01-01T00:00:00Z");
    static final SessionId SESSION = new SessionId(7);
    static final long CANDIDACY = 20;

    /** What the facade sent. */
    record Sent(Record request, CompletableFuture<Record> answer) {}

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
    private final List<Runnable> reactions = new ArrayList<>();
    private final List<Consumer<EventMessage<LeaderView>>> listeners = new ArrayList<>();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private volatile Duration passed = Duration.ZERO;
    private SessionState state = SessionState.READY;
    private Optional<SessionId> id = Optional.of(SESSION);
    private boolean valid = true;
    private boolean tooLateToCancel;

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

    /** A candidacy of the present session, with the number {@link #CANDIDACY}, that has looked at this view after joining. */
    Candidacy joined(Optional<FencingToken> token, LeaderView view) throws InterruptedException {
        CompletableFuture<Candidacy> candidacy =
                new ElectionClient(this).joinAsync("ingest", CandidateOptions.named("me"));
        next().answer().complete(new Joined(CANDIDACY, SESSION, token));
        answerLook(view);
        return candidacy.join();
    }

    void answerLook(LeaderView view) throws InterruptedException {
        Sent look = next();
        if (!(look.request() instanceof Describe)) {
            throw new AssertionError("not a look, but " + look.request());
        }
        look.answer().complete(new ElectionDescription(view, 0, List.of(), false, Optional.empty(), List.of()));
    }

    static LeaderView nobody(long revision) {
        return new LeaderView(
                revision, Optional.empty(), Optional.of(Leaderless.NO_CANDIDATES), Optional.empty(), Optional.empty());
    }

    static LeaderView led(long revision, long candidacy, FencingToken token) {
        return led(revision, candidacy, token, Optional.empty());
    }

    static LeaderView led(long revision, long candidacy, FencingToken token, Optional<HandOver> handOver) {
        Leader leader = new Leader(token, candidacy, SESSION, "me", 0, new TreeMap<>(), "", 0, 0);
        return new LeaderView(revision, Optional.of(leader), Optional.empty(), handOver, Optional.empty());
    }

    void advance(Duration time) {
        passed = passed.plus(time);
        List<Alarm> due = alarms.stream()
                .filter(alarm -> alarm.at().compareTo(passed) <= 0)
                .toList();
        alarms.removeAll(due);
        due.forEach(alarm -> alarm.reaction().run());
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

    void become(SessionState next) {
        state = next;
        valid = next == SessionState.READY || next == SessionState.SUSPECT;
        List.copyOf(reactions).forEach(Runnable::run);
    }

    void becomeSession(long next) {
        id = Optional.of(new SessionId(next));
        become(SessionState.READY);
    }

    void tell(LeaderView view) {
        List.copyOf(listeners)
                .forEach(
                        listener -> listener.accept(new EventMessage.Event<>(new Cursor(0, view.revision(), 0), view)));
    }

    /** Events up to this revision may be missing. */
    void reset(long revision) {
        List.copyOf(listeners)
                .forEach(listener -> listener.accept(new EventMessage.Reset<>(new Cursor(0, revision, 0))));
    }

    int listeners() {
        return reactions.size() + listeners.size();
    }

    void letNoCallBeCancelled() {
        tooLateToCancel = true;
    }

    void runCallbacks() {
        Runnable next = callback();
        while (next != null) {
            next.run();
            next = callback();
        }
    }

    private @Nullable Runnable callback() {
        synchronized (callbacks) {
            return callbacks.poll();
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
        return Duration.ofSeconds(30);
    }

    @Override
    public Executor callbackExecutor() {
        return task -> {
            synchronized (callbacks) {
                callbacks.add(task);
            }
        };
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public <C extends Record, R extends Record> CompletableFuture<R> call(
            String command, C request, Class<R> reply, Duration deadline) {
        return send(request, reply);
    }

    @Override
    public <Q extends Record, R extends Record> CompletableFuture<R> query(
            String query, Q request, Class<R> reply, Consistency consistency, Duration deadline) {
        return send(request, reply);
    }

    private <R extends Record> CompletableFuture<R> send(Record request, Class<R> reply) {
        CompletableFuture<Record> answer = new CompletableFuture<>();
        CompletableFuture<R> future = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                return !tooLateToCancel && super.cancel(mayInterrupt);
            }
        };
        answer.whenComplete((value, failure) -> {
            if (failure == null) {
                future.complete(reply.cast(value));
            } else {
                future.completeExceptionally(failure);
            }
        });
        sent.add(new Sent(request, answer));
        return future;
    }

    @Override
    public <E extends Record> Registration events(Class<E> type, Consumer<EventMessage<E>> listener) {
        Consumer<EventMessage<LeaderView>> hears = message -> listener.accept(as(type, message));
        listeners.add(hears);
        return () -> listeners.remove(hears);
    }

    /** The facade asks for no past. */
    @Override
    public <E extends Record> Registration events(Class<E> type, Cursor after, Consumer<EventMessage<E>> listener) {
        throw new UnsupportedOperationException("events behind " + after);
    }

    private static <E extends Record> EventMessage<E> as(Class<E> type, EventMessage<LeaderView> message) {
        if (message instanceof EventMessage.Event<LeaderView> event) {
            return new EventMessage.Event<>(event.at(), type.cast(event.value()));
        }
        return new EventMessage.Reset<>(message.at());
    }

    /** For one subscriber, which is told at once what was told before it asked. */
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
                    callbackExecutor().execute(deliver);
                }

                @Override
                public void cancel() {
                    events.close();
                }
            });
        };
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
        throw new AssertionError("a term that waits for the user's callbacks is told too late");
    }

    @Override
    public Optional<String> whyLost() {
        return Optional.empty();
    }

    @Override
    public Registration watch(Runnable reaction) {
        reactions.add(reaction);
        reaction.run();
        return () -> reactions.remove(reaction);
    }
}
