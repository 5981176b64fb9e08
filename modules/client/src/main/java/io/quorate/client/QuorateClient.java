package io.quorate.client;

import io.quorate.client.core.ClientCore;
import io.quorate.client.core.CoreListener;
import io.quorate.client.core.CoreOptions;
import io.quorate.client.core.Habitat;
import io.quorate.client.core.SessionStatus;
import io.quorate.protocol.ProtocolDefaults;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.ResourceType;
import io.quorate.recipe.client.SessionView;
import io.quorate.recipe.system.SystemQuery.ListRecipes;
import io.quorate.recipe.system.SystemQuery.Recipes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client: one connection to the cluster, kept and moved by itself, and at most one session at a time, which is opened with
 * the first call. Thread-safe. Close it: that ends the session, so that what it holds is free for others at once.
 */
public final class QuorateClient implements AutoCloseable {
    /** Namespace of resources for which none is named, unless the client was told of another one. */
    public static final String DEFAULT_NAMESPACE = ProtocolDefaults.NAMESPACE;

    /** For which {@link #close()} waits for a server. */
    private static final long CLOSE_MILLIS = 2_000;

    private final String namespace;
    private final Duration defaultDeadline;
    private final Remote remote;
    private final SessionMirror session;
    private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private QuorateClient(
            CoreOptions options,
            String namespace,
            Duration defaultDeadline,
            Optional<Executor> executor,
            Habitat habitat) {
        this.namespace = namespace;
        this.defaultDeadline = defaultDeadline;
        Clocks clocks = new Clocks(habitat);
        Callbacks callbacks = new Callbacks(executor);
        this.session = new SessionMirror(clocks, callbacks);
        this.remote = new Remote(new ClientLoop(options, habitat, new Fate()), callbacks, clocks, new Codecs());
    }

    static QuorateClient connect(
            CoreOptions options, String namespace, Duration deadline, Optional<Executor> executor, Habitat habitat) {
        QuorateClient client = new QuorateClient(options, namespace, deadline, executor, habitat);
        try {
            client.start(deadline);
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private void start(Duration deadline) {
        remote.loop().execute(ClientCore::start);
        try {
            welcomed.get(Clocks.nanos(deadline), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            CompletableFuture<String> why = new CompletableFuture<>();
            remote.loop().execute((core, now) -> why.complete(core.connectionFailure()));
            throw QuorateException.of(ErrorCode.UNREACHABLE, CallOutcome.NOT_APPLIED, why.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuorateException.of(ErrorCode.CANCELLED, CallOutcome.NOT_APPLIED, "interrupted while connecting");
        } catch (ExecutionException refused) {
            Await.result(welcomed);
        }
    }

    /** A recipe's facade in the client's own namespace. */
    public <T> T open(ResourceType<T> type) {
        return open(type, namespace);
    }

    public <T> T open(ResourceType<T> type, String namespace) {
        return type.open()
                .apply(new RemoteRecipe(remote, namespace, type.recipe(), type.contract(), session, defaultDeadline));
    }

    /**
     * An instance without the recipe's facade; nothing is sent.
     *
     * @param contract version of the recipe's contract that the caller knows, as the recipe's description tells it
     */
    public GenericResource resource(String namespace, String recipe, int contract, String name) {
        return new GenericResource(remote, namespace, recipe, contract, name);
    }

    /**
     * An instance in the client's own namespace without the recipe's facade. Blocks while the server is asked for the recipe's
     * contract.
     *
     * @throws QuorateException RECIPE_NOT_FOUND when no recipe of this name is active
     */
    public GenericResource resource(String recipe, String name) {
        RecipeDescription description =
                Await.result(system().query(new ListRecipes(), Recipes.class)).recipes().stream()
                        .filter(active -> active.name().equals(recipe))
                        .findFirst()
                        .orElseThrow(() -> QuorateException.of(
                                ErrorCode.RECIPE_NOT_FOUND,
                                CallOutcome.NOT_APPLIED,
                                "no recipe '" + recipe + "' is active"));
        return resource(namespace, recipe, description.contract(), name);
    }

    /** The session, which is {@code CONNECTING} until the first call. */
    public SessionView session() {
        return session;
    }

    public SystemClient system() {
        return new SystemClient(remote, defaultDeadline);
    }

    /** Namespace of resources for which none is named. */
    public String namespace() {
        return namespace;
    }

    /** Deadline of calls that name none. */
    public Duration defaultDeadline() {
        return defaultDeadline;
    }

    /**
     * Fails what is open with CLOSED and ends the session. Blocks for a few seconds at most, when no server answers; the
     * session then ends with its time to live. Leaves no thread behind, but those of callbacks that do not end. Idempotent.
     */
    @Override
    public void close() {
        remote.loop().tell((core, now) -> core.close(now, now.nanos() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS)));
        closed.join();
        remote.loop().stop();
        remote.callbacks().close();
    }

    /** What the core tells, on the I/O thread. */
    private final class Fate implements CoreListener {
        @Override
        public void welcomed() {
            welcomed.complete(null);
        }

        @Override
        public void refused(QuorateException refusal) {
            welcomed.completeExceptionally(refusal);
        }

        @Override
        public void session(SessionStatus status) {
            session.update(status);
        }

        @Override
        public void closed() {
            closed.complete(null);
        }
    }
}
