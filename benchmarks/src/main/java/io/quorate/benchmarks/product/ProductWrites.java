package io.quorate.benchmarks.product;

import io.quorate.benchmarks.load.Writes;
import io.quorate.benchmarks.recipe.BenchRecipe;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A program's client, with the recipe's records as a facade would use them. */
public final class ProductWrites implements Writes {
    private static final ResourceType<RecipeClient> TYPE =
            new ResourceType<>(BenchRecipe.NAME, BenchRecipe.CONTRACT, client -> client);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final QuorateClient client;
    private final ResourceClient slots;

    private ProductWrites(QuorateClient client) {
        this.client = client;
        this.slots = client.open(TYPE).resource("slots");
    }

    static ProductWrites connect(String endpoints) {
        return new ProductWrites(
                Quorate.builder().endpoints(endpoints).defaultDeadline(DEADLINE).connect());
    }

    void deployRecipe() throws IOException {
        Await.result(client.system().deployBundle(RecipeBundle.bytes(BenchRecipe.class), DEADLINE));
    }

    /** Node that leads. Blocks. */
    public int leader() {
        return Await.result(client.system().query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class))
                .leader();
    }

    @Override
    public CompletableFuture<?> write(int slot, byte[] value) {
        return slots.call(BenchRecipe.PUT, new BenchRecipe.Put(slot, value), BenchRecipe.Done.class, DEADLINE);
    }

    @Override
    public void close() {
        client.close();
    }
}
