package io.quorate.client;

import io.quorate.codec.RecordCodec;
import io.quorate.protocol.Target;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The kernel's own calls: bundles, sessions, the state of the cluster. Thread-safe; nothing here blocks. Futures end as those
 * of {@link io.quorate.recipe.client.ResourceClient} do.
 */
public final class SystemClient {
    private static final String NAMESPACE = "system";
    private static final Target TARGET = new Target(NAMESPACE, SystemCommand.RECIPE, SystemCommand.CONTRACT, List.of());

    private final Remote remote;
    private final Duration defaultDeadline;

    SystemClient(Remote remote, Duration defaultDeadline) {
        this.remote = remote;
        this.defaultDeadline = defaultDeadline;
    }

    /**
     * Sends a command with the client's default deadline.
     *
     * @param command one of the records of {@link SystemCommand}
     * @param reply the record that the command's description names
     */
    public <C extends Record & SystemCommand, R extends Record> CompletableFuture<R> call(C command, Class<R> reply) {
        return call(command, reply, defaultDeadline);
    }

    public <C extends Record & SystemCommand, R extends Record> CompletableFuture<R> call(
            C command, Class<R> reply, Duration deadline) {
        RecordCodec<R> replies = remote.codecs().of(reply);
        return remote.call(TARGET, command.call(), () -> remote.codecs().encode(command), replies::decode, deadline);
    }

    /** Asks with {@link Consistency#LINEARIZABLE} and the client's default deadline. */
    public <Q extends Record & SystemQuery, R extends Record> CompletableFuture<R> query(Q query, Class<R> reply) {
        return query(query, reply, Consistency.LINEARIZABLE, defaultDeadline);
    }

    /**
     * Asks a query.
     *
     * @param consistency {@link Consistency#STALE} is answered also by a node that does not serve
     */
    public <Q extends Record & SystemQuery, R extends Record> CompletableFuture<R> query(
            Q query, Class<R> reply, Consistency consistency, Duration deadline) {
        RecordCodec<R> replies = remote.codecs().of(reply);
        return remote.query(
                TARGET, query.query(), () -> remote.codecs().encode(query), replies::decode, consistency, deadline);
    }

    /**
     * Uploads a bundle in parts and deploys it. Repeating it after a failure is harmless: parts that are there already are
     * accepted.
     *
     * @param bundle the bytes of the jar, at most {@link SystemCommand#MAX_BUNDLE_BYTES}; must not change meanwhile
     * @param deadline for the whole
     */
    public CompletableFuture<SystemCommand.Deployed> deployBundle(byte[] bundle, Duration deadline) {
        return deployBundle(bundle, Optional.empty(), deadline);
    }

    /** As {@link #deployBundle(byte[], Duration)}, with the signature of somebody whom the cluster trusts. */
    public CompletableFuture<SystemCommand.Deployed> deployBundle(
            byte[] bundle, Optional<SystemCommand.BundleSignature> signature, Duration deadline) {
        return new BundleUpload<>(
                        this,
                        remote.clocks(),
                        bundle,
                        deadline,
                        (digest, rest) ->
                                call(new SystemCommand.Deploy(digest, signature), SystemCommand.Deployed.class, rest))
                .begin();
    }

    /**
     * Uploads a bundle in parts and does no more, for {@link SystemQuery.Rehearse}. It goes with this client's session, unless it was
     * deployed.
     *
     * @return its digest, SHA-256 in hex
     */
    public CompletableFuture<String> uploadBundle(byte[] bundle, Duration deadline) {
        return new BundleUpload<>(
                        this,
                        remote.clocks(),
                        bundle,
                        deadline,
                        (digest, rest) -> CompletableFuture.completedFuture(digest))
                .begin();
    }
}
