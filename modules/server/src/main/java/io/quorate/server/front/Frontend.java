package io.quorate.server.front;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.Loop;
import io.quorate.kernel.Problem;
import io.quorate.protocol.ServerMessage.Members;
import io.quorate.recipe.ErrorCode;
import io.quorate.transport.ClientConnections;
import io.quorate.transport.Connection;
import io.quorate.transport.Receiver;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** All connections of clients to one node. Thread: the loop. */
public final class Frontend implements ClientConnections {
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Longest time for answering what was taken before an orderly stop. */
    public static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * From the answers until the connections end: what clients had sent before they were told is still answered, and they
     * go by themselves meanwhile.
     */
    static final long PARTING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Loop loop;
    private final Kernel kernel;
    private final FrontendOptions options;
    private final Credentials credentials;
    /** In the order of their arrival, so that a simulation repeats itself. */
    private final Set<ClientConnection> connections = new LinkedHashSet<>();

    /** Endpoints as clients were told last. */
    private List<String> members = List.of();

    private boolean sweeping;
    private boolean stopping;
    private boolean settled;
    private Optional<Runnable> onStopped = Optional.empty();

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
        if (stopping) {
            opened.goodbye(shuttingDown());
        } else if (!sweeping) {
            sweeping = true;
            members = endpoints();
            sweepLater();
        }
        return opened;
    }

    /**
     * Says goodbye to every client, and to those who come later; answers what was taken, refuses what comes, and then ends
     * the connections. Clients who know what became of their calls leave before. Sessions live on until their time is over.
     *
     * @param stopped called when that is done, {@link #DRAIN_NANOS} from now at the latest
     */
    public void stop(Runnable stopped) {
        if (stopping) {
            throw new IllegalStateException("is being stopped already");
        }
        stopping = true;
        onStopped = Optional.of(stopped);
        List.copyOf(connections).forEach(connection -> connection.farewell(shuttingDown()));
        loop.schedule(DRAIN_NANOS, this::endStop);
        kernel.drain(() -> {
            settled = true;
            loop.schedule(PARTING_NANOS, this::endStop);
            endWhenAllHaveLeft();
        });
    }

    private void endWhenAllHaveLeft() {
        if (settled && connections.isEmpty()) {
            endStop();
        }
    }

    private void endStop() {
        Optional<Runnable> told = onStopped;
        onStopped = Optional.empty();
        told.ifPresent(stopped -> {
            List.copyOf(connections).forEach(ClientConnection::end);
            stopped.run();
        });
    }

    /** Connections that are open. */
    public int connections() {
        return connections.size();
    }

    private static Problem shuttingDown() {
        return Problem.of(ErrorCode.NOT_SERVING, "this node is shutting down; connect to another one, or later");
    }

    private void sweepLater() {
        loop.schedule(SWEEP_NANOS, this::sweep);
    }

    /** One timer for all connections: most of them never come near their deadlines. */
    private void sweep() {
        List.copyOf(connections).forEach(ClientConnection::checkDeadlines);
        tellMembers();
        sweeping = !connections.isEmpty();
        if (sweeping) {
            sweepLater();
        }
    }

    /** Whoever stays connected outlives the replacement of every node that it was told of at first. */
    private void tellMembers() {
        List<String> now = endpoints();
        if (!now.equals(members)) {
            members = now;
            connections.forEach(connection -> connection.tell(new Members(now)));
        }
    }

    private List<String> endpoints() {
        return List.copyOf(options.endpoints().get().values());
    }

    void closed(ClientConnection connection) {
        connections.remove(connection);
        endWhenAllHaveLeft();
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
