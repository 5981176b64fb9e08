package io.quorate.client;

import io.quorate.client.core.Habitat;
import io.quorate.protocol.ProtocolDefaults;

/** Where a program begins: {@code Quorate.connect("host:7420")}. */
public final class Quorate {
    /** Port of an endpoint that names none. */
    public static final int DEFAULT_PORT = ProtocolDefaults.CLIENT_PORT;

    private Quorate() {}

    /**
     * Connects with the defaults of {@link ClientBuilder}. Blocks.
     *
     * @param endpoints {@code host:port}, several of them separated by commas
     * @throws io.quorate.recipe.client.QuorateException UNREACHABLE when no server answers within 5 s, or with the code
     *     under which every server refuses this client
     */
    public static QuorateClient connect(String endpoints) {
        return builder().endpoints(endpoints).connect();
    }

    public static ClientBuilder builder() {
        return new ClientBuilder(Machine::new);
    }

    /** For test clusters: a client that lives in another place than on this machine and its network. */
    public static ClientBuilder builder(Habitat place) {
        return new ClientBuilder(() -> place);
    }
}
