package io.quorate.benchmarks.product;

import io.quorate.benchmarks.recipe.RowsRecipe;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client of a table whose rows have numbers. Thread-safe. */
public final class RowsClient implements AutoCloseable {
    private static final ResourceType<RecipeClient> TYPE =
            new ResourceType<>(RowsRecipe.NAME, RowsRecipe.CONTRACT, client -> client);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final QuorateClient client;
    private final ResourceClient table;

    private RowsClient(QuorateClient client) {
        this.client = client;
        this.table = client.open(TYPE).resource("rows");
    }

    static RowsClient connect(String endpoints) {
        return new RowsClient(Quorate.builder()
                .endpoints(endpoints)
                .sessionTtl(DEADLINE)
                .defaultDeadline(DEADLINE)
                .connect());
    }

    /** Deploys the recipe. Blocks. */
    void deployRecipe() throws IOException {
        Await.result(client.system().deployBundle(RecipeBundle.bytes(RowsRecipe.class), DEADLINE));
    }

    /**
     * Writes a row.
     *
     * @param version another one gives the row another value
     */
    public CompletableFuture<?> put(long number, long version) {
        RowsRecipe.Put put = new RowsRecipe.Put(Rows.key(number), Rows.value(number, version));
        return table.call(RowsRecipe.PUT, put, RowsRecipe.Done.class, DEADLINE);
    }

    /** Writes the rows from this number on, in one command. */
    public CompletableFuture<?> putAll(long from, int count) {
        List<RowsRecipe.Pair> rows = new ArrayList<>(count);
        for (long number = from; number < from + count; number++) {
            rows.add(new RowsRecipe.Pair(Rows.key(number), Rows.value(number, 0)));
        }
        return table.call(RowsRecipe.PUT_ALL, new RowsRecipe.PutAll(rows), RowsRecipe.Done.class, DEADLINE);
    }

    /** Reads a row; fails when it is not there. */
    public CompletableFuture<?> get(long number) {
        return found(RowsRecipe.GET, new RowsRecipe.Get(Rows.key(number)), 1);
    }

    /** Reads the rows behind one; fails when there are none at all. */
    public CompletableFuture<?> range(long number, int limit) {
        return found(RowsRecipe.RANGE, new RowsRecipe.Range(Rows.key(number), limit), 0);
    }

    private <Q extends Record> CompletableFuture<?> found(String query, Q request, int least) {
        return table.query(query, request, RowsRecipe.Found.class, Consistency.LINEARIZABLE, DEADLINE)
                .thenAccept(found -> {
                    if (found.rows().size() < least) {
                        throw new IllegalStateException("a row is missing");
                    }
                });
    }

    @Override
    public void close() {
        client.close();
    }
}
