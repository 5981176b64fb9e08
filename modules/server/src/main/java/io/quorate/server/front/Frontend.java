package io.quorate.server.front;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.Loop;
import io.quorate.kernel.Problem;
import io.quorate.recipe.ErrorCode;
import io.quorate.transport.ClientConnections;
import io.quorate.transport.Connection;
import io.quorate.transport.Receiver;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** All connections of clients to one node. Thread: the loop. */
public final class Frontend implements ClientConnections {
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final Kernel kernel;
    private final FrontendOptions options;
    private final Credentials credentials;
    /** In the order of their arrival, so that a simulation repeats itself. */
    private final Set<ClientConnection> connections = new LinkedHashSet<>();

    private boolean sweeping;
    private boolean stopped;

    public Frontend(Loop loop, Kernel kernel, FrontendOptions options, Credentials credentials) {
        this.loop = loop;
        this.kernel = kernel;
        this.options = options;
        this.credentials = credentials;
    }

    @Override
    public Receiver opened(Connection connection) {
        ClientConnection opened = new ClientConnection(this, connection);
        connections.add(opened);
        if (stopped) {
            opened.goodbye(stopping());
        } else if (!sweeping) {
            sweeping = true;
            sweepLater();
        }
        return opened;
    }

    /** Says goodbye to every client, and to those who come later. Their sessions live on until their time is over. */
    public void stop() {
        stopped = true;
        connections.forEach(connection -> connection.goodbye(stopping()));
    }

    /** Connections that are open. */
    public int connections() {
        return connections.size();
    }

    private static Problem stopping() {
        return Problem.of(ErrorCode.NOT_SERVING, "this node is shutting down; connect to another one, or later");
    }

    private void sweepLater() {
        loop.schedule(SWEEP_NANOS, this::sweep);
    }

    /** One timer for all connections: most of them never come near their deadlines. */
    private void sweep() {
        List.copyOf(connections).forEach(ClientConnection::checkDeadlines);
        sweeping = !connections.isEmpty();
        if (sweeping) {
            sweepLater();
        }
    }

    void closed(ClientConnection connection) {
        connections.remove(connection);
    }

    Kernel kernel() {
        return kernel;
    }

    FrontendOptions options() {
        return options;
    }

    Credentials credentials() {
        return credentials;
    }

    /** Endpoint of the leader; empty when none is known. */
    String leader() {
        return options.endpoint(kernel.status().leader());
    }

    long nanos() {
        return loop.nanos();
    }
}
