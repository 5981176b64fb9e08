package io.quorate.testkit.cluster;

import io.quorate.protocol.ClientMessage;
import io.quorate.transport.ClientConnections;
import io.quorate.transport.ClientListener;
import io.quorate.transport.Connection;
import io.quorate.transport.ListenerOptions;
import io.quorate.transport.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A port of 127.0.0.1 by which programs reach a node as they do in production. It is there for as long as the cluster: while the
 * node is down, connections end at once.
 */
final class ClientPort implements ClientConnections, AutoCloseable {
    private static final int THREADS = 1;

    private final TestNode node;
    private final ClientListener listener;
    private final Set<Connection> open = new LinkedHashSet<>();

    ClientPort(ClusterTime time, TestNode node) {
        this.node = node;
        ListenerOptions defaults = ListenerOptions.of("127.0.0.1", 0);
        ListenerOptions options = new ListenerOptions(
                defaults.host(),
                defaults.port(),
                THREADS,
                defaults.maxConnections(),
                defaults.maxInHandMessages(),
                defaults.maxInHandBytes(),
                defaults.maxUnsentBytes(),
                defaults.maxBacklogBytes(),
                defaults.stalledMillis(),
                defaults.tlsHandshakeMillis(),
                Optional.empty());
        try {
            listener = ClientListener.open(options, time, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return "127.0.0.1:" + listener.address().getPort();
    }

    @Override
    public Receiver opened(Connection connection) {
        open.add(connection);
        Optional<NodeLife> life = node.life();
        if (life.isEmpty()) {
            connection.close();
        }
        return new Guest(connection, life);
    }

    /** Programs are connected here, whose clocks are their own. */
    boolean isUsed() {
        return !open.isEmpty();
    }

    void nodeDied() {
        List.copyOf(open).forEach(Connection::close);
    }

    @Override
    public void close() {
        listener.close();
    }

    /** One connection, of which the life of the node that took it is told as long as it goes on. */
    private final class Guest implements Receiver {
        private final Connection connection;
        private final Optional<NodeLife> life;
        private Optional<Receiver> receiver = Optional.empty();

        Guest(Connection connection, Optional<NodeLife> life) {
            this.connection = connection;
            this.life = life;
            life.ifPresent(running -> running.loop()
                    .execute(() -> receiver = Optional.of(running.frontend().opened(connection))));
        }

        private void tell(Consumer<Receiver> what) {
            life.ifPresent(running -> running.loop().execute(() -> receiver.ifPresent(what)));
        }

        @Override
        public void received(ClientMessage message) {
            tell(to -> to.received(message));
        }

        @Override
        public void writable() {
            tell(Receiver::writable);
        }

        @Override
        public void closed() {
            open.remove(connection);
            tell(Receiver::closed);
        }
    }
}
