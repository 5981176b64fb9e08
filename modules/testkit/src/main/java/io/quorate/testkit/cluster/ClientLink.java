package io.quorate.testkit.cluster;

import io.quorate.client.core.Habitat;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import io.quorate.protocol.ServerMessage;
import io.quorate.transport.Connection;
import io.quorate.transport.Receiver;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection of a client to a node, as TCP gives it: what is sent arrives in order, or the connection ends. When it is cut, neither
 * end hears of the other any more, nor is told until the network is whole again. On the cluster's thread.
 */
final class ClientLink {
    /** A client waits so long for a server that cannot be reached. */
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int LENGTH_BYTES = 4;

    private final ClusterTime time;
    private final Habitat.Events client;
    private final ServerEnd server = new ServerEnd();
    private Optional<NodeLife> life = Optional.empty();
    private Optional<Receiver> receiver = Optional.empty();
    private boolean clientOpen = true;
    private boolean cut;

    ClientLink(ClusterTime time, Habitat.Events client) {
        this.time = time;
        this.client = client;
    }

    /** Begins to connect. */
    void connect(Optional<TestNode> node) {
        time.execute(() -> arrive(node.flatMap(TestNode::life)));
    }

    private void arrive(Optional<NodeLife> found) {
        if (!clientOpen) {
            return;
        }
        if (cut) {
            time.schedule(CONNECT_NANOS, () -> endClient("cannot be reached"));
            return;
        }
        if (found.isEmpty()) {
            endClient("connection refused");
            return;
        }
        life = found;
        found.get()
                .loop()
                .execute(() -> receiver = Optional.of(found.get().frontend().opened(server)));
        toClient(client::connected);
    }

    private void toClient(Runnable arrival) {
        time.execute(() -> {
            if (clientOpen && !cut) {
                arrival.run();
            }
        });
    }

    void send(ClientMessage message) {
        byte[] frame = Frames.encode(message);
        if (!cut) {
            toServer(() -> receiver.ifPresent(taking -> taking.received(decode(frame, ClientMessage.class))));
        }
    }

    private void toServer(Runnable arrival) {
        life.ifPresent(running -> running.loop().execute(arrival));
    }

    /** The client leaves. */
    void close() {
        clientOpen = false;
        if (!cut) {
            endServer();
        }
    }

    private void endServer() {
        toServer(() -> {
            receiver.ifPresent(Receiver::closed);
            receiver = Optional.empty();
        });
    }

    private void endClient(String cause) {
        time.execute(() -> {
            if (clientOpen) {
                clientOpen = false;
                client.disconnected(cause);
            }
        });
    }

    void cut() {
        cut = true;
    }

    /** The network is whole again: the ends learn that too much was lost. */
    void heal() {
        if (cut) {
            endServer();
            endClient("connection reset");
        }
    }

    /** The node is dead, and its operating system says so. */
    void nodeDied() {
        if (life.filter(running -> running.loop().isOver()).isPresent() && !cut) {
            endClient("connection reset");
        }
    }

    boolean isOpen() {
        return clientOpen;
    }

    private static <M extends Message> M decode(byte[] frame, Class<M> direction) {
        return direction.cast(Frames.decode(Arrays.copyOfRange(frame, LENGTH_BYTES, frame.length)));
    }

    /** The node's end. */
    private final class ServerEnd implements Connection {
        private boolean closing;

        @Override
        public void send(ServerMessage message) {
            if (!closing) {
                byte[] frame = Frames.encode(message);
                toClient(() -> client.received(decode(frame, ServerMessage.class)));
            }
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close() {
            if (!closing) {
                closing = true;
                toClient(() -> endClient("closed by the server"));
                endServer();
            }
        }

        @Override
        public String remote() {
            return "test";
        }

        @Override
        public boolean loopback() {
            return true;
        }
    }
}
