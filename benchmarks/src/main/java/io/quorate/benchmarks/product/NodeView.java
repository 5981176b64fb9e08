package io.quorate.benchmarks.product;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;

/** What one node says of itself and of its cluster. Blocking. */
public final class NodeView implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final QuorateClient client;

    private NodeView(QuorateClient client) {
        this.client = client;
    }

    static NodeView connect(String endpoint) {
        return new NodeView(
                Quorate.builder().endpoints(endpoint).defaultDeadline(DEADLINE).connect());
    }

    public SystemQuery.Status status() {
        return Await.result(client.system()
                .query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class, Consistency.STALE, DEADLINE));
    }

    @Override
    public void close() {
        client.close();
    }
}
