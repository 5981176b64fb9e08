package io.quorate.client;

import io.quorate.client.core.CoreOptions;
import io.quorate.client.core.Habitat;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.recipe.client.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Settings of a client, all optional but the endpoints. Each setter checks its value at once. Not thread-safe. */
public final class ClientBuilder {
    /** Of {@link #sessionTtl}. */
    public static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

    /** Of {@link #defaultDeadline}. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

    private List<Endpoint> endpoints = List.of();
    private String clientName = "";
    private Duration sessionTtl = DEFAULT_TTL;
    private Duration defaultDeadline = DEFAULT_DEADLINE;
    private byte[] credential = new byte[0];
    private Optional<Executor> callbackExecutor = Optional.empty();

    private final Supplier<Habitat> habitat;
    private String namespace = QuorateClient.DEFAULT_NAMESPACE;

    ClientBuilder(Supplier<Habitat> habitat) {
        this.habitat = habitat;
    }

    /**
     * Servers to connect to, in this order at first; more of the cluster are learned from them.
     *
     * @param list {@code host:port}, several of them separated by commas; port {@link Quorate#DEFAULT_PORT} when none is named
     * @throws IllegalArgumentException naming the endpoint that cannot be read
     */
    public ClientBuilder endpoints(String list) {
        endpoints = Endpoint.list(list);
        return this;
    }

    /** Name under which sessions are listed, at most 256 bytes of UTF-8; empty by default. */
    public ClientBuilder clientName(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a client name has at most " + ProtocolLimits.MAX_NAME_BYTES + " bytes of UTF-8");
        }
        clientName = name;
        return this;
    }

    /** Namespace of resources for which none is named; {@code default} by default. */
    public ClientBuilder namespace(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a namespace has a name of at least one character");
        }
        namespace = name;
        return this;
    }

    /**
     * How long the server keeps the session of a client that it does not hear; 10 s by default. The server may grant
     * another time within its own limits.
     */
    public ClientBuilder sessionTtl(Duration ttl) {
        sessionTtl = positive("session TTL", ttl);
        return this;
    }

    /** Deadline of connecting and of every call that names none; 5 s by default. */
    public ClientBuilder defaultDeadline(Duration deadline) {
        defaultDeadline = positive("default deadline", deadline);
        return this;
    }

    /** What the server is to recognize this client by, at most 4 KiB; empty by default. */
    public ClientBuilder credential(byte[] secret) {
        if (secret.length > ProtocolLimits.MAX_CREDENTIAL_BYTES) {
            throw new IllegalArgumentException("a credential has at most " + ProtocolLimits.MAX_CREDENTIAL_BYTES
                    + " bytes, this one " + secret.length);
        }
        credential = secret.clone();
        return this;
    }

    /**
     * Where futures are completed and listeners called; it stays the caller's. It must not run tasks in the thread that gives
     * them, which would be the client's I/O thread. A callback on it must not wait for a call, which {@link Await#result} refuses.
     * By default up to eight threads of the client's own, as callbacks need them, with a stand-in for each that waits for a future.
     */
    public ClientBuilder callbackExecutor(Executor executor) {
        callbackExecutor = Optional.of(executor);
        return this;
    }

    /**
     * Connects. Blocks until a server has answered, for the default deadline at most.
     *
     * @throws io.quorate.recipe.client.QuorateException UNREACHABLE when no server answers in time, or with the code
     *     under which every server refuses this client; CANCELLED when the thread is interrupted, which it stays
     */
    public QuorateClient connect() {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint to connect to: call endpoints(\"host:port\")");
        }
        CoreOptions options = new CoreOptions(
                endpoints.stream().map(Endpoint::toString).toList(), clientName, sessionTtl.toMillis(), credential);
        return QuorateClient.connect(options, namespace, defaultDeadline, callbackExecutor, habitat.get());
    }

    private static Duration positive(String what, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(what + " is at least 1 ms, was " + value);
        }
        return value;
    }
}
