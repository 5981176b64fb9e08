package io.quorate.recipe.election.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.GuardedThread;
import io.quorate.recipe.client.Loss;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.client.SessionView;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Leave;
import io.quorate.recipe.election.api.ElectionContract.Left;
import io.quorate.recipe.election.api.LeaderView.EndReason;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.Leader;
import io.quorate.recipe.election.api.LeaderView.TermEnd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A candidate in one election, until it is closed or its session ends. It may lead several terms, one after the other; each is told
 * once, also when events were missed or replies lost.
 *
 * <p>Thread-safe. Listeners are called on the client's callback executor, one at a time for each candidacy, in the order in
 * which things happened; one that does not return holds up the next.
 */
public final class Candidacy implements AutoCloseable {
    private final RecipeClient client;
    private final ResourceClient election;
    private final Joined joined;
    private final Loss<LossReason> end = new Loss<>();
    private final Turns turns;
    private final CopyOnWriteArrayList<Consumer<Leadership>> onElected = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Consumer<Leadership>> onDemoted = new CopyOnWriteArrayList<>();
    private final Waits waits;
    private @Nullable Leadership leadership;

    /** The servers have confirmed that it is no candidacy any more. */
    private volatile boolean left;

    /** One view after the other; guards {@link #seen}. Nothing of the user's runs under it. */
    private final Object views = new Object();

    /** Revision of the newest view; what is older is not looked at. */
    private long seen;

    Candidacy(RecipeClient client, ResourceClient election, Joined joined) {
        this.client = client;
        this.election = election;
        this.joined = joined;
        this.turns = new Turns(client.callbackExecutor());
        this.waits = new Waits(client.callbackExecutor());
    }

    void begin() {
        joined.token().ifPresent(this::elected);
        Registration session = client.session().watch(this::checkSession);
        end.tell(Runnable::run, reason -> session.close());
    }

    private void checkSession() {
        SessionView session = client.session();
        if (session.state() == SessionState.CLOSED) {
            finish(LossReason.CLIENT_CLOSED);
        } else if (session.state() == SessionState.LOST
                || session.id().filter(joined.session()::equals).isEmpty()) {
            finish(LossReason.SESSION_LOST);
        }
    }

    private void finish(LossReason why) {
        // Before the end of the candidacy, so that it is told before it; and after, for a term that came in between.
        current().ifPresent(led -> led.lose(why));
        if (end.happen(why)) {
            current().ifPresent(led -> led.lose(why));
            waits.fail(Failures.candidacyOver(election.name(), why));
        }
    }

    void heard(EventMessage<LeaderView> message) {
        if (message instanceof EventMessage.Event<LeaderView> event) {
            see(event.value());
        } else {
            look();
        }
    }

    /** Sees the present state. */
    void look() {
        ElectionClient.described(client, election).thenAccept(now -> see(now.view()));
    }

    private void see(LeaderView view) {
        synchronized (views) {
            if (view.revision() > seen) {
                seen = view.revision();
                follow(view);
            }
        }
    }

    private void follow(LeaderView view) {
        Optional<Leader> mine = view.leader().filter(leader -> leader.candidacy() == joined.candidacy());
        Optional<FencingToken> token = mine.map(Leader::token);
        current()
                .filter(led -> !token.equals(Optional.of(led.token())))
                .ifPresent(led -> led.lose(reason(led, view.ended())));
        token.ifPresent(this::elected);
        current()
                .filter(led -> token.equals(Optional.of(led.token())))
                .ifPresent(led -> view.handOver().ifPresent(asked -> handOver(led, asked)));
    }

    /** The servers go on once all listeners have returned, if there are any: without, the program says when it has stopped. */
    private void handOver(Leadership led, HandOver asked) {
        List<Consumer<Leadership>> listeners = List.copyOf(onDemoted);
        if (led.handOver(asked, !listeners.isEmpty())) {
            listeners.forEach(listener -> tell(listener, led));
            if (!listeners.isEmpty()) {
                turns.add(led::stopped);
            }
        }
    }

    private static LossReason reason(Leadership led, Optional<TermEnd> ended) {
        EndReason reason = ended.filter(term -> term.token().equals(led.token()))
                .map(TermEnd::reason)
                .orElse(EndReason.LEFT);
        return switch (reason) {
            case SESSION_ENDED -> LossReason.SESSION_LOST;
            case TIMED_OUT -> LossReason.TIMED_OUT;
            case RESIGNED, YIELDED, LEFT, ABANDONED -> LossReason.TAKEN;
        };
    }

    /** Does nothing for a term that was told before. */
    private void elected(FencingToken token) {
        Leadership begun = new Leadership(client, election, joined.session(), token);
        synchronized (this) {
            boolean isOld = leadership != null && leadership.token().compareTo(token) >= 0;
            if (isOld || end.reason().isPresent()) {
                return;
            }
            leadership = begun;
            onElected.forEach(listener -> tell(listener, begun));
        }
        // An end that came meanwhile found another leadership.
        end.reason().ifPresent(begun::lose);
        waits.elected(begun);
        begun.whenOver(reason -> {
            if (!begun.isStopping()) {
                onDemoted.forEach(listener -> tell(listener, begun));
            }
        });
    }

    private void tell(Consumer<Leadership> listener, Leadership led) {
        turns.add(() -> listener.accept(led));
    }

    private synchronized Optional<Leadership> current() {
        return Optional.ofNullable(leadership);
    }

    /** Number of this candidacy in its election, as {@link ElectionClient#describe} shows it. */
    public long number() {
        return joined.candidacy();
    }

    /** The present term of this candidate, if it leads as far as this client can know. */
    public Optional<Leadership> leadership() {
        return current().filter(Leadership::isValid);
    }

    /** Tells each term that begins; at once when it leads already. */
    public Registration onElected(Consumer<Leadership> listener) {
        // With the beginning of a term, so that each is told by one of the two.
        synchronized (this) {
            onElected.add(listener);
            leadership().ifPresent(led -> tell(listener, led));
        }
        return () -> onElected.remove(listener);
    }

    /**
     * Tells each term that is over, or is to be handed over: in that case it is still {@linkplain Leadership#isValid valid}, and
     * the next leader is there once all listeners have returned, or the time for that is over.
     */
    public Registration onDemoted(Consumer<Leadership> listener) {
        onDemoted.add(listener);
        return () -> onDemoted.remove(listener);
    }

    /**
     * Tells when the candidacy is over, {@link #close} included: once; at once when it is over already. Whoever wants to go on after its
     * session was lost joins again.
     */
    public Registration onEnded(Consumer<LossReason> listener) {
        return end.tell(Runnable::run, reason -> turns.add(() -> listener.accept(reason)));
    }

    /**
     * Waits until it leads. Blocks.
     *
     * @param wait longest wait, by this client's clock and up to 2 % less
     * @throws QuorateException {@code WAIT_TIMED_OUT} when it did not lead in time, and is a candidate still; {@link
     *     ElectionContract#NOT_CANDIDATE} when the candidacy is over
     */
    public Leadership await(Duration wait) {
        CompletableFuture<Leadership> elected = awaitAsync();
        QuorateException late = Failures.notElected(election.name(), wait);
        Registration alarm = client.mark()
                .atEnd(wait, () -> client.callbackExecutor().execute(() -> elected.completeExceptionally(late)));
        try {
            return Await.result(elected);
        } finally {
            alarm.close();
        }
    }

    /** {@link #await} without an end and without blocking. Cancelling the future ends the wait, and not the candidacy. */
    public CompletableFuture<Leadership> awaitAsync() {
        CompletableFuture<Leadership> elected = waits.add();
        leadership().filter(led -> !led.isStopping()).ifPresent(elected::complete);
        // It may have ended before it was known that somebody waits.
        end.reason().ifPresent(why -> elected.completeExceptionally(Failures.candidacyOver(election.name(), why)));
        return elected;
    }

    /**
     * Waits until it leads and runs the work in the calling thread, which is interrupted when the term is over or is to be handed over; then
     * waits for the next term and runs it again. Whoever leads next is there when the work has ended, or its time for that is over.
     * The thread comes back without that interrupt. Blocks.
     *
     * @return what the work returned without being interrupted; it leads on then
     * @throws QuorateException {@link ElectionContract#NOT_CANDIDATE} when the candidacy is over
     * @throws Exception what the work threw without being interrupted
     */
    public <T> T runWhileLeader(LeaderWork<T> work) throws Exception {
        while (true) {
            Leadership led = Await.result(awaitAsync());
            Optional<GuardedThread> worker = led.enter();
            if (worker.isEmpty()) {
                continue;
            }
            boolean struck = false;
            try {
                T result = work.run(led);
                struck = led.leave(worker.get());
                if (!struck) {
                    return result;
                }
            } catch (Exception failure) {
                struck = led.leave(worker.get());
                if (!struck) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Ends the present term, and does not lead again for so long; then it is behind all others of its priority. Blocks.
     *
     * @param coolDown at most {@link ElectionContract#LONGEST_COOL_DOWN_MILLIS}; zero to go behind the others at once
     * @throws QuorateException {@link ElectionContract#NOT_LEADING} when it does not lead; or what kept the servers from
     *     answering: the term may last until the session ends
     */
    public void resign(Duration coolDown) {
        Leadership led = leadership().orElseThrow(() -> Failures.notLeading(election.name()));
        Await.uninterruptibly(led.resign(coolDown));
    }

    /** {@link Leadership#proclaim} of the present term. */
    public void proclaim(String payload) {
        leadership().orElseThrow(() -> Failures.notLeading(election.name())).proclaim(payload);
    }

    /**
     * Ends the candidacy, and its term if it leads, and blocks for the answer, at most the client's default deadline, whether
     * interrupted or not. Does nothing when it is over already.
     *
     * @throws QuorateException when the servers did not confirm it: it may last until the session ends or this is called again
     */
    @Override
    public void close() {
        Await.uninterruptibly(leave());
    }

    /** {@link #close} without blocking. */
    CompletableFuture<Void> leave() {
        checkSession();
        finish(LossReason.LEFT);
        if (left || !end.reason().equals(Optional.of(LossReason.LEFT))) {
            return CompletableFuture.completedFuture(null);
        }
        return election.call(
                        ElectionContract.LEAVE, new Leave(joined.candidacy()), Left.class, client.defaultDeadline())
                .handle((reply, failure) -> {
                    Leadership.requireOver(failure);
                    left = true;
                    return null;
                });
    }

    void whenOver(Consumer<LossReason> reaction) {
        end.tell(Runnable::run, reaction);
    }
}
