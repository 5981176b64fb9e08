package io.quorate.simulation.world;

import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import io.quorate.protocol.ServerMessage;
import io.quorate.transport.Connection;
import io.quorate.transport.Receiver;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One connection of a client to a node, as TCP gives it: frames arrive in order or the connection ends, and either end may
 * learn of that late.
 */
public final class SimConnection {
    private static final int LENGTH_BYTES = 4;
    private static final int FULL_BYTES = 64 * 1024;
    private static final int ROOM_BYTES = 16 * 1024;

    /** A client that takes nothing while so much waits for it loses its connection. */
    private static final int MAX_UNSENT_BYTES = 4 * 1024 * 1024;

    private final World world;
    private final SimNetwork network;
    private final SimClient client;
    private final Optional<SimNode> node;
    private final ServerEnd server = new ServerEnd();

    private boolean clientOpen = true;
    private boolean serverOpen;
    /** Neither end hears of the other any more, and neither is told. */
    private boolean dead;

    private long lastUpNanos;
    private long lastDownNanos;

    SimConnection(World world, SimNetwork network, SimClient client, Optional<SimNode> node) {
        this.world = world;
        this.network = network;
        this.client = client;
        this.node = node;
        up(this::arrive);
    }

    /** The client's first packet is there. */
    private void arrive() {
        Optional<NodeProcess> process = node.flatMap(SimNode::process);
        if (process.isEmpty()) {
            tellClient("connection refused");
            return;
        }
        node.ifPresent(at -> at.connected(this));
        serverOpen = true;
        process.get().accept(server, taken -> {
            server.receiver = taken;
            if (taken.isEmpty()) {
                server.close();
            }
        });
        server.process = process;
        down(() -> client.connected(this));
    }

    private void up(Runnable arrival) {
        lastUpNanos = network.arrivalNanos(lastUpNanos);
        world.time().at(lastUpNanos, arrival);
    }

    private void down(Runnable arrival) {
        lastDownNanos = network.arrivalNanos(lastDownNanos);
        world.time().at(lastDownNanos, () -> {
            if (!dead && clientOpen) {
                arrival.run();
            }
        });
    }

    private void tellClient(String cause) {
        down(() -> {
            clientOpen = false;
            client.disconnected(this, cause);
        });
    }

    void send(ClientMessage message) {
        byte[] frame = Frames.encode(message);
        up(() -> {
            if (!dead && serverOpen) {
                server.deliver(decode(frame, ClientMessage.class));
            } else if (!dead && node.filter(SimNode::isUp).isPresent()) {
                tellClient("connection reset");
            }
        });
    }

    /** The client closes; what it sent before still arrives. */
    void close() {
        clientOpen = false;
        up(() -> {
            if (!dead) {
                endServer();
            }
        });
    }

    /** The client's machine is gone, and the node learns of it late. */
    void clientVanished(long afterNanos) {
        clientOpen = false;
        dead = true;
        world.time().after(afterNanos, this::endServer);
    }

    /** The node's machine has lost its power: nobody tells the client. */
    void serverVanished() {
        serverOpen = false;
    }

    /** The node's process has died: its operating system tells the client. */
    void serverReset() {
        if (serverOpen) {
            serverOpen = false;
            tellClient("connection reset");
        }
    }

    /** The network ends it, and both ends are told. */
    public void reset() {
        endServer();
        tellClient("connection reset");
    }

    /** The network loses it; the node learns of it much later, and the client only by the silence. */
    public void halfOpen(long serverLearnsNanos) {
        dead = true;
        world.time().after(serverLearnsNanos, this::endServer);
    }

    boolean isGone() {
        return dead || !clientOpen || !serverOpen;
    }

    private void endServer() {
        if (serverOpen) {
            serverOpen = false;
            node.ifPresent(at -> at.disconnected(this));
            server.onLoop(Receiver::closed);
        }
    }

    private static <M extends Message> M decode(byte[] frame, Class<M> direction) {
        return direction.cast(Frames.decode(Arrays.copyOfRange(frame, LENGTH_BYTES, frame.length)));
    }

    /** The node's end. */
    private final class ServerEnd implements Connection {
        private Optional<NodeProcess> process = Optional.empty();
        private Optional<Receiver> receiver = Optional.empty();
        private boolean closing;
        private boolean full;
        private long unsentBytes;

        private void onLoop(Consumer<Receiver> task) {
            process.ifPresent(running -> running.execute(() -> receiver.ifPresent(task)));
        }

        private void deliver(ClientMessage message) {
            onLoop(to -> {
                if (!closing) {
                    to.received(message);
                }
            });
        }

        @Override
        public void send(ServerMessage message) {
            if (!serverOpen || closing) {
                return;
            }
            byte[] frame = Frames.encode(message);
            unsentBytes += frame.length;
            if (unsentBytes > MAX_UNSENT_BYTES) {
                reset();
                return;
            }
            down(() -> client.receive(() -> {
                taken(frame.length);
                if (!dead && clientOpen) {
                    client.received(SimConnection.this, decode(frame, ServerMessage.class));
                }
            }));
        }

        private void taken(int bytes) {
            unsentBytes -= bytes;
            if (full && unsentBytes < ROOM_BYTES) {
                full = false;
                onLoop(Receiver::writable);
            }
        }

        @Override
        public boolean writable() {
            full |= unsentBytes > FULL_BYTES;
            return !full;
        }

        @Override
        public void close() {
            if (!closing) {
                closing = true;
                tellClient("closed by the server");
                endServer();
            }
        }

        @Override
        public String remote() {
            return client.name();
        }

        @Override
        public boolean loopback() {
            return true;
        }
    }
}
