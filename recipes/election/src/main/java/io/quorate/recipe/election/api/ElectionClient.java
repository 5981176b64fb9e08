package io.quorate.recipe.election.api;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionContract.Exclude;
import io.quorate.recipe.election.api.ElectionContract.HandOverTo;
import io.quorate.recipe.election.api.ElectionContract.Include;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Pin;
import io.quorate.recipe.election.api.ElectionContract.Promote;
import io.quorate.recipe.election.api.ElectionContract.Standing;
import io.quorate.recipe.election.api.ElectionContract.Unpin;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The elections of one namespace, by name. An election needs no creation, and leaves nothing behind when it has no candidates and no
 * administrator has said anything about it.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s. Methods that block must not be called on the client's callback
 * executor; an interrupt gives their call up ({@code CANCELLED}) and leaves the thread interrupted.
 */
public final class ElectionClient {
    private final RecipeClient client;

    ElectionClient(RecipeClient client) {
        this.client = client;
    }

    /**
     * Becomes a candidate, and the leader at once when nobody leads. Blocks for the answer, and not until it leads.
     *
     * @throws QuorateException {@link ElectionContract#ELECTION_FULL} when there are too many candidates; {@code DEADLINE_EXCEEDED} when
     *     no answer came: a candidacy on its way is taken back
     */
    public Candidacy join(String election, CandidateOptions options) {
        return Await.result(joinAsync(election, options));
    }

    /** {@link #join} without blocking. Cancelling the future takes the candidacy back. */
    public CompletableFuture<Candidacy> joinAsync(String name, CandidateOptions options) {
        ResourceClient election = client.resource(name);
        AtomicReference<Candidacy> candidacy = new AtomicReference<>();
        // Before it joins, so that nothing that comes after is missed.
        Registration events = election.events(LeaderView.class, message -> hand(candidacy, message));
        Join request = new Join(
                options.name(),
                options.priority(),
                options.labels(),
                options.payload(),
                options.handOver().toMillis());
        CompletableFuture<Joined> call =
                election.call(ElectionContract.JOIN, request, Joined.class, client.defaultDeadline());
        CompletableFuture<Candidacy> result = new CompletableFuture<>();
        call.whenComplete((joined, failure) -> {
            if (failure != null) {
                events.close();
                result.completeExceptionally(Await.failure(failure));
                return;
            }
            Candidacy begun = new Candidacy(client, election, joined);
            begun.whenOver(reason -> events.close());
            begun.begin();
            candidacy.set(begun);
            // What happened before is not told by the subscription.
            begun.look();
            if (!result.complete(begun)) {
                begun.leave();
            }
        });
        return Calls.givingUp(call, result);
    }

    private static void hand(AtomicReference<Candidacy> to, EventMessage<LeaderView> message) {
        Candidacy candidacy = to.get();
        if (candidacy != null) {
            candidacy.heard(message);
        }
    }

    /**
     * Tells who leads: the present view first, then each one in order, so that no term is passed over; where that cannot be kept,
     * the next view says that there is a {@linkplain Observation#gap gap}. Each observer is told on the client's callback executor, one thing
     * at a time, as many as it asks for. Closing the client completes it.
     */
    public Flow.Publisher<Observation> observe(String name) {
        ResourceClient election = client.resource(name);
        Flow.Publisher<EventMessage<LeaderView>> events = election.publisher(LeaderView.class);
        return observer -> events.subscribe(new LeaderViews(client, election, observer));
    }

    /** Who leads, or why nobody does, and the candidates in their order, as of now. Blocks. */
    public ElectionDescription describe(String election) {
        return Await.result(described(client, client.resource(election)));
    }

    static CompletableFuture<ElectionDescription> described(RecipeClient client, ResourceClient election) {
        return election.query(
                ElectionContract.DESCRIBE,
                new Describe(),
                ElectionDescription.class,
                Consistency.LINEARIZABLE,
                client.defaultDeadline());
    }

    /**
     * Puts a candidate before all others, whatever their priorities, until it has led. The present leader leads on. Blocks.
     *
     * @param candidacy from {@link #describe}
     * @throws QuorateException {@link ElectionContract#NOT_CANDIDATE} when there is no such candidacy any more
     */
    public void promote(String election, long candidacy) {
        administer(election, ElectionContract.PROMOTE, new Promote(candidacy));
    }

    /**
     * Asks the leader to hand over to a candidate, and does not wait until it has. Once asked, its term ends in any case; when the
     * candidate is gone by then, the first in the order leads. Blocks for the answer.
     *
     * @param candidacy from {@link #describe}
     * @param timeout how long the leader has, counted from when its client has heard of it
     * @throws QuorateException {@link ElectionContract#NOT_ELIGIBLE} when it may not lead; {@code CONFLICT} when it leads already
     */
    public void handOver(String election, long candidacy, Duration timeout) {
        administer(election, ElectionContract.HAND_OVER, new HandOverTo(candidacy, timeout.toMillis()));
    }

    /** Lets only candidates of this name lead, also when there are none; another one that leads is to hand over. Blocks. */
    public void pin(String election, String name) {
        administer(election, ElectionContract.PIN, new Pin(name));
    }

    /** Takes {@link #pin} back. Blocks. */
    public void unpin(String election) {
        administer(election, ElectionContract.UNPIN, new Unpin());
    }

    /**
     * Keeps candidates of this name from leading, those that come later too; one that leads is to hand over. Blocks.
     *
     * @param reason shown to others, at most {@link ElectionContract#MAX_REASON_CHARACTERS}
     */
    public void exclude(String election, String name, String reason) {
        administer(election, ElectionContract.EXCLUDE, new Exclude(name, reason));
    }

    /** Takes {@link #exclude} back. Blocks. */
    public void include(String election, String name) {
        administer(election, ElectionContract.INCLUDE, new Include(name));
    }

    private void administer(String election, String command, Record request) {
        Await.result(client.resource(election).call(command, request, Standing.class, client.defaultDeadline()));
    }
}
