package io.quorate.testkit;

import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.QueryRequest;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A cluster of two nodes in virtual time, with the recipes under test. Time passes only in {@link #advance}; every call is
 * applied on both nodes before it returns, and fails the test when they come to different states or replies.
 *
 * <pre>{@code
 * try (RecipeWorld world = RecipeWorld.of(new CounterRecipe())) {
 *     TestClient client = world.client("worker");
 *     Reply<Count> counted = client.call("visits", "increment", new Increment(2), Count.class);
 *     assertEquals(2, counted.reply().value());
 * }
 * }</pre>
 *
 * <p>Thread: one at a time.
 */
public final class RecipeWorld implements AutoCloseable {
    /** A client that crashes is given up after so long. */
    public static final Duration TTL = Duration.ofSeconds(10);

    private static final String NAMESPACE = "default";
    private static final int NODES = 2;

    /** Virtual time between two signs of life of clients, as a part of their time to live. */
    private static final int BEATS_PER_TTL = 3;

    private final Shelf shelf = new Shelf();
    private final Cluster cluster;
    private final boolean watchful;
    private final Versions versions = new Versions(this);
    private final List<TestClient> clients = new ArrayList<>();
    private final List<EventFeed<?>> feeds = new ArrayList<>();
    private Consumer<Reply<?>> hearer = reply -> {};

    private RecipeWorld(Kind kind) {
        this.watchful = kind.watchful();
        this.cluster = new Cluster(kind.nodes(), kind.bundles() ? BundleHost::new : () -> new ClassPathHost(shelf));
    }

    /**
     * What a world is made of.
     *
     * @param watchful compares the nodes after everything that happens
     */
    private record Kind(int nodes, boolean bundles, boolean watchful) {}

    /**
     * Recipes of the class path: fast, with a debugger in reach, but neither verified nor metered. Only the class of each object
     * counts: every node makes one of its own, and another one after a restart.
     */
    public static RecipeWorld of(Recipe... recipes) {
        return of(true, NODES, recipes);
    }

    /** One whose nodes may differ, for rules that look at that themselves. */
    static RecipeWorld of(boolean watchful, int nodes, Recipe... recipes) {
        return new RecipeWorld(new Kind(nodes, false, watchful)).with(world -> {
            for (Recipe recipe : recipes) {
                world.upgrade(recipe);
            }
        });
    }

    /**
     * Recipes as a server runs them: each bundle is verified, woven and metered.
     *
     * @throws QuorateException {@code BUNDLE_REFUSED} with what is wrong
     */
    public static RecipeWorld ofBundle(Path... jars) {
        return new RecipeWorld(new Kind(NODES, true, true)).with(world -> {
            for (Path jar : jars) {
                world.deploy(jar);
            }
        });
    }

    private RecipeWorld with(Consumer<RecipeWorld> recipes) {
        try {
            recipes.accept(this);
            return this;
        } catch (RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    /** A client that lives until it crashes or closes its session. */
    public TestClient client(String label) {
        return added(new TestClient(this, label, TTL, true));
    }

    /** A client that gives no sign of life: its session ends when this time has passed, at least 1 s and at most 5 min. */
    public TestClient mortal(String label, Duration ttl) {
        return added(new TestClient(this, label, ttl, false));
    }

    private TestClient added(TestClient client) {
        clients.add(client);
        return client;
    }

    /**
     * Asks the world's recipe, or its first one.
     *
     * @throws QuorateException when the recipe refuses
     */
    public <R extends Record> R query(String name, String query, Record request, Class<R> reply) {
        return query(recipe(), name, query, request, reply);
    }

    /** Asks a recipe of the world. */
    public <R extends Record> R query(String recipe, String name, String query, Record request, Class<R> reply) {
        return query(address(recipe, name), contract(recipe), query, request, reply);
    }

    /** Asks the query {@code describe}, which by convention has no components and tells what an instance is like. */
    public <R extends Record> R describe(String name, Class<R> reply) {
        return query(name, "describe", new Nothing(), reply);
    }

    /** The request of {@link #describe}. */
    private record Nothing() {}

    private <R extends Record> R query(Address address, int contract, String query, Record request, Class<R> reply) {
        List<CallResult> results = new ArrayList<>();
        kernel().query(
                        new QueryRequest(
                                QueryRequest.ReadLevel.LINEARIZABLE, 0, address, contract, query, Bytes.of(request)),
                        results::add);
        settle();
        CallResult result = results.get(0);
        if (result.kind() != CallResult.Kind.OK) {
            throw QuorateException.of(result.code(), CallOutcome.NOT_APPLIED, result.message());
        }
        return Bytes.decode(reply, result.body());
    }

    /** The events of one kind of an instance of the world's recipe from now on: the list grows as they come. */
    public <E extends Record> List<E> events(String name, Class<E> type) {
        return events(recipe(), name, type);
    }

    /** The events of one kind of an instance from now on. */
    public <E extends Record> List<E> events(String recipe, String name, Class<E> type) {
        EventFeed<E> feed = new EventFeed<>(address(recipe, name), type);
        feed.subscribe(kernel());
        feeds.add(feed);
        return feed.seen();
    }

    /** Names of the instances of the world's recipe that hold state, in order; the first 1,000. */
    public List<String> instances() {
        return instances(recipe());
    }

    /** Names of the instances of a recipe. */
    public List<String> instances(String recipe) {
        return system(
                        new SystemQuery.ListInstances(NAMESPACE, recipe, Optional.empty(), SystemQuery.MAX_PAGE),
                        SystemQuery.Instances.class)
                .names();
    }

    <Q extends Record & SystemQuery, R extends Record> R system(Q query, Class<R> reply) {
        return query(address(SystemCommand.RECIPE, ""), SystemCommand.CONTRACT, query.query(), query, reply);
    }

    /** Lets time pass: timers fire, waits time out, and clients that are alive say so. */
    public void advance(Duration time) {
        long left = time.toNanos();
        while (left > 0) {
            long step = clients.stream()
                    .filter(TestClient::beats)
                    .mapToLong(client -> client.ttl().toNanos() / BEATS_PER_TTL)
                    .reduce(left, Math::min);
            cluster.time().advance(step);
            clients.stream().filter(TestClient::beats).forEach(TestClient::keepAlive);
            settle();
            left -= step;
        }
    }

    /** Another node leads: what only the leader had in memory is gone, and clients go on with it. */
    public void changeLeader() {
        cluster.changeLeader();
        reconnect();
    }

    /** All nodes stop, and come back with nothing but their log and new objects of the recipes. */
    public void restart() {
        cluster.restart();
        reconnect();
    }

    private void reconnect() {
        clients.forEach(TestClient::reconnect);
        feeds.forEach(feed -> feed.subscribe(kernel()));
        settle();
    }

    /**
     * Puts another version in the place of the recipe of the same name, or adds a recipe; instances are migrated.
     *
     * @throws QuorateException {@code BUNDLE_REFUSED} when that is not possible; nothing has changed then
     */
    public void upgrade(Recipe next) {
        versions.deploy(shelf.add(next.getClass()).bundle());
    }

    /** Like {@link #upgrade}, with a bundle. */
    public void deploy(Path jar) {
        try {
            versions.deploy(Files.readAllBytes(jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes back to the version of the world's recipe that was active before. */
    public void rollback() {
        versions.rollback();
    }

    /** Entries of the log so far: one for each command here, and some of the world's own. */
    public long entries() {
        return cluster.entries();
    }

    /** Hash over all that was applied; equal in worlds in which the same has happened. */
    public long stateHash() {
        return kernel().status().chain();
    }

    /**
     * Steps that recipes have used so far: of all their code in a world of bundles; else of what they read and wrote, one for
     * each row and 64 bytes.
     */
    public long steps() {
        return cluster.leader().steps();
    }

    /** Is told of every answer that a client gets. */
    void listen(Consumer<Reply<?>> to) {
        hearer = to;
    }

    void heard(Reply<?> reply) {
        hearer.accept(reply);
    }

    Cluster cluster() {
        return cluster;
    }

    Kernel kernel() {
        return cluster.kernel();
    }

    /** Name of the recipe that came first. */
    String recipe() {
        return versions.first();
    }

    Address address(String recipe, String name) {
        return new Address(NAMESPACE, recipe, name);
    }

    int contract(String recipe) {
        return versions.contract(recipe);
    }

    /** Lets happen what happens at once. */
    void settle() {
        cluster.time().settle();
        if (watchful) {
            cluster.disagreement().ifPresent(what -> {
                throw new AssertionError(what);
            });
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
