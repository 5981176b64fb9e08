package io.quorate.cli.demo;

import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.recipe.system.SystemQuery.Status;
import java.util.List;

/** What the nodes at some addresses say when they are asked. */
final class Nodes implements AutoCloseable {
    private final QuorateClient client;

    private Nodes(QuorateClient client) {
        this.client = client;
    }

    static Nodes at(List<String> endpoints) {
        return new Nodes(
                Quorate.builder().endpoints(String.join(",", endpoints)).connect());
    }

    /** What the cluster says of itself: a leader answers that a majority confirms at this moment. */
    Status cluster() {
        return ask(new SystemQuery.ClusterStatus(), Status.class, Consistency.LINEARIZABLE);
    }

    /** What the connected node says of itself. */
    Status itself() {
        return ask(new SystemQuery.ClusterStatus(), Status.class, Consistency.STALE);
    }

    /** The bundles that the connected node has. */
    List<SystemQuery.BundleInfo> bundles() {
        return ask(new SystemQuery.ListBundles(), SystemQuery.Bundles.class, Consistency.STALE)
                .bundles();
    }

    private <Q extends Record & SystemQuery, R extends Record> R ask(Q query, Class<R> reply, Consistency level) {
        try {
            return Await.result(client.system().query(query, reply, level, Child.PATIENCE));
        } catch (QuorateException failure) {
            throw new Failure(ExitCode.FAILURE, "no node answers: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
