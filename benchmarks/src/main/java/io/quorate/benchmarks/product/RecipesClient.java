package io.quorate.benchmarks.product;

import io.quorate.benchmarks.process.Patience;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceType;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvDescription;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueDescription;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A client that calls recipes without the handles of their facades, which would take memory here. Thread-safe. */
public final class RecipesClient implements AutoCloseable {
    private static final ResourceType<RecipeClient> LOCK =
            new ResourceType<>(LockContract.RECIPE, LockContract.VERSION, client -> client);
    private static final ResourceType<RecipeClient> KV =
            new ResourceType<>(KvContract.RECIPE, KvContract.VERSION, client -> client);
    private static final ResourceType<RecipeClient> QUEUE =
            new ResourceType<>(QueueContract.RECIPE, QueueContract.VERSION, client -> client);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofHours(1);
    private static final String STORE = "store";
    private static final String JOBS = "jobs";

    private final QuorateClient client;
    private final RecipeClient locks;
    private final RecipeClient stores;
    private final RecipeClient queues;

    private RecipesClient(QuorateClient client) {
        this.client = client;
        this.locks = client.open(LOCK);
        this.stores = client.open(KV);
        this.queues = client.open(QUEUE);
    }

    static RecipesClient connect(String endpoints) {
        return new RecipesClient(Quorate.builder()
                .endpoints(endpoints)
                .sessionTtl(DEADLINE)
                .defaultDeadline(DEADLINE)
                .connect());
    }

    /** Blocks. */
    void deploy(Class<? extends Recipe> recipe) throws IOException {
        Await.result(client.system().deployBundle(ShippedBundle.bytes(recipe), DEADLINE));
    }

    /** Takes a lock that is free. */
    public CompletableFuture<?> take(String lock) {
        return locks.resource(lock)
                .call(LockContract.ACQUIRE, new LockContract.Acquire(0, ""), LockContract.Grant.class, DEADLINE);
    }

    /** Waits for a lock that somebody else has; the future does not end before that. */
    public CompletableFuture<?> queueFor(String lock) {
        return locks.resource(lock)
                .call(
                        LockContract.ACQUIRE,
                        new LockContract.Acquire(LONG.toMillis(), ""),
                        LockContract.Grant.class,
                        LONG);
    }

    /** Sets a key. */
    public CompletableFuture<?> put(String key, byte[] value) {
        return put(key, value, false);
    }

    /** Sets a key that goes with the session. */
    public CompletableFuture<?> putBound(String key, byte[] value) {
        return put(key, value, true);
    }

    private CompletableFuture<?> put(String key, byte[] value, boolean bound) {
        Operation.Put put = new Operation.Put(
                key, new Value.Bytes(value), OptionalLong.empty(), OptionalLong.empty(), bound, false);
        return stores.resource(STORE).call(KvContract.PUT, put, Result.Stored.class, DEADLINE);
    }

    /** Offers a job. */
    public CompletableFuture<?> offer(byte[] payload) {
        QueueContract.NewItem job = new QueueContract.NewItem(payload, 0, 0, "", "", 0, 0);
        return queues.resource(JOBS)
                .call(QueueContract.OFFER, new QueueContract.Offer(job, 0), QueueContract.Offered.class, DEADLINE);
    }

    /** Takes a job, for an hour. */
    public CompletableFuture<?> lease() {
        return queues.resource(JOBS)
                .call(
                        QueueContract.TAKE,
                        new QueueContract.Take(1, 0, LONG.toMillis()),
                        QueueContract.Granted.class,
                        DEADLINE);
    }

    public SessionId session() {
        return client.session().id().orElseThrow();
    }

    /** Returns when a session has ended, nobody has a job, and the store has so many keys. Blocks. */
    public void awaitNothingOf(SessionId session, long keys) throws IOException, InterruptedException {
        Patience.until(
                "the end of all that session " + session + " had",
                () -> exists(session) || keys() > keys || leased() > 0 ? Optional.empty() : Optional.of(true));
    }

    private boolean exists(SessionId session) {
        try {
            Await.result(client.system()
                    .query(
                            new SystemQuery.DescribeSession(session),
                            SystemQuery.SessionDetail.class,
                            Consistency.LINEARIZABLE,
                            DEADLINE));
            return true;
        } catch (QuorateException gone) {
            if (gone.is(ErrorCode.NOT_FOUND)) {
                return false;
            }
            throw gone;
        }
    }

    /** Of the store. */
    public long keys() {
        return Await.result(stores.resource(STORE)
                        .query(
                                KvContract.DESCRIBE,
                                new KvContract.Describe(),
                                KvDescription.class,
                                Consistency.LINEARIZABLE,
                                DEADLINE))
                .keys();
    }

    private long leased() {
        return Await.result(queues.resource(JOBS)
                        .query(
                                QueueContract.DESCRIBE,
                                new QueueContract.Describe(),
                                QueueDescription.class,
                                Consistency.LINEARIZABLE,
                                DEADLINE))
                .leased();
    }

    /** Ends the session. */
    @Override
    public void close() {
        client.close();
    }
}
