package io.quorate.cli;

import io.quorate.client.GenericEvent;
import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.SessionView;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A cluster as commands of this program see it. Methods block up to the time limit of the command line. */
public final class Remote implements AutoCloseable {
    private static final String CLIENT_NAME = "quorate-cli";

    private final QuorateClient client;
    private final String namespace;
    private final Duration timeout;

    private Remote(QuorateClient client, String namespace, Duration timeout) {
        this.client = client;
        this.namespace = namespace;
        this.timeout = timeout;
    }

    static Remote connect(Invocation invocation) {
        return connect(invocation.globals(), Optional.empty());
    }

    static Remote connect(Invocation invocation, Optional<Duration> sessionTtl) {
        return connect(invocation.globals(), sessionTtl);
    }

    /** @param sessionTtl how long the server keeps the session of a process that died */
    static Remote connect(GlobalOptions globals, Optional<Duration> sessionTtl) {
        var builder = Quorate.builder()
                .endpoints(String.join(",", globals.endpoints()))
                .clientName(CLIENT_NAME)
                .defaultDeadline(globals.timeout());
        sessionTtl.ifPresent(builder::sessionTtl);
        return new Remote(builder.connect(), globals.namespace(), globals.timeout());
    }

    String namespace() {
        return namespace;
    }

    SessionView session() {
        return client.session();
    }

    <Q extends Record & SystemQuery, R extends Record> R query(Q query, Class<R> reply) {
        return Await.result(ask(query, reply));
    }

    /** Answered by the node that is connected, also when it does not serve. */
    <Q extends Record & SystemQuery, R extends Record> R queryAnyNode(Q query, Class<R> reply) {
        return Await.result(askAnyNode(query, reply));
    }

    /** The same, and does not block. */
    <Q extends Record & SystemQuery, R extends Record> CompletableFuture<R> askAnyNode(Q query, Class<R> reply) {
        return client.system().query(query, reply, Consistency.STALE, timeout);
    }

    /** Does not block. */
    <Q extends Record & SystemQuery, R extends Record> CompletableFuture<R> ask(Q query, Class<R> reply) {
        return client.system().query(query, reply);
    }

    <C extends Record & SystemCommand, R extends Record> R call(C command, Class<R> reply) {
        return Await.result(send(command, reply));
    }

    /** Does not block. */
    <C extends Record & SystemCommand, R extends Record> CompletableFuture<R> send(C command, Class<R> reply) {
        return client.system().call(command, reply);
    }

    /** Does not block. */
    <C extends Record & SystemCommand, R extends Record> CompletableFuture<R> send(
            C command, Class<R> reply, Duration deadline) {
        return client.system().call(command, reply, deadline);
    }

    SortedMap<String, Object> query(
            RecipeDescription recipe, String name, String query, SortedMap<String, Object> request) {
        return Await.result(resource(recipe, name).query(query, request, Consistency.LINEARIZABLE, timeout));
    }

    SortedMap<String, Object> call(
            RecipeDescription recipe, String name, String command, SortedMap<String, Object> request) {
        return Await.result(send(recipe, name, command, request, timeout));
    }

    /** Does not block. */
    CompletableFuture<SortedMap<String, Object>> send(
            RecipeDescription recipe,
            String name,
            String command,
            SortedMap<String, Object> request,
            Duration deadline) {
        return resource(recipe, name).call(command, request, deadline);
    }

    /** Whether a server answers within this time, whatever it knows. Does not block. */
    CompletableFuture<Boolean> isReached(Duration within) {
        return client.system()
                .query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class, Consistency.STALE, within)
                .handle((status, failure) -> failure == null);
    }

    /**
     * Events of one kind. Does not block.
     *
     * @param after those that came behind it; empty for those from now on
     */
    void events(
            RecipeDescription recipe,
            String name,
            String event,
            Optional<Cursor> after,
            Consumer<EventMessage<GenericEvent>> listener) {
        GenericResource resource = resource(recipe, name);
        after.ifPresentOrElse(place -> resource.events(event, place, listener), () -> resource.events(event, listener));
    }

    private GenericResource resource(RecipeDescription recipe, String name) {
        return client.resource(namespace, recipe.name(), recipe.contract(), name);
    }

    List<RecipeDescription> recipes() {
        return query(new SystemQuery.ListRecipes(), SystemQuery.Recipes.class).recipes();
    }

    /** @throws Failure when no such recipe is active */
    RecipeDescription recipe(String name) {
        return named(name, recipes());
    }

    /** @throws Failure when no such recipe is active */
    static RecipeDescription named(String name, List<RecipeDescription> active) {
        return active.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND,
                        "recipe '" + name + "' is not deployed: run `quorate bundle deploy " + name
                                + "` [RECIPE_NOT_FOUND]"));
    }

    /** Uploads and activates. Does not block. */
    CompletableFuture<SystemCommand.Deployed> deploy(BundleFile bundle) {
        return client.system().deployBundle(bundle.bytes(), bundle.signature(), timeout);
    }

    /** The same of bytes that somebody may have signed. Does not block. */
    CompletableFuture<SystemCommand.Deployed> deploy(
            byte[] bundle, Optional<SystemCommand.BundleSignature> signature, Duration deadline) {
        return client.system().deployBundle(bundle, signature, deadline);
    }

    /** Uploads, and deploys nothing; answers the digest. */
    String upload(BundleFile bundle) {
        return Await.result(client.system().uploadBundle(bundle.bytes(), timeout));
    }

    /** The same of bytes that nobody has signed. Does not block. */
    CompletableFuture<SystemCommand.Deployed> deployUnsigned(byte[] bundle) {
        return client.system().deployBundle(bundle, Optional.empty(), timeout);
    }

    boolean isActive(BundleFile bundle) {
        return query(new SystemQuery.ListBundles(), SystemQuery.Bundles.class).bundles().stream()
                .anyMatch(each -> each.digest().equals(bundle.digest().hex())
                        && each.state().equals("ACTIVE"));
    }

    /** Ends the session, and with it all that it holds. */
    @Override
    public void close() {
        client.close();
    }
}
