package io.quorate.itests.faults;

import io.quorate.codec.ByteSource;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Stands between the nodes: each finds every other one at a port of this, which knows by the hello on a connection who has
 * opened it. So all nodes have the same list of members, as nodes must.
 */
final class PeerProxy implements AutoCloseable {
    private static final int PACKET_BYTES = 16 * 1024;
    private static final int MAX_HELLO_BYTES = 8 * 1024;
    private static final int MAX_TEXT_BYTES = 1_024;
    private static final int CRC_BYTES = 4;

    private record Connection(Way way, Socket opener, Socket target) {}

    private final Traffic traffic;
    private final List<ServerSocket> ports = new ArrayList<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "peer-proxy");
        thread.setDaemon(true);
        return thread;
    });

    PeerProxy(Traffic traffic) {
        this.traffic = traffic;
    }

    /** Begins to stand before a node; answers the port at which the others find it. */
    synchronized int port(int node, int listens) throws IOException {
        ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ports.add(port);
        threads.execute(() -> accept(port, node, listens));
        return port.getLocalPort();
    }

    /** Breaks the connections that were opened in such a direction. */
    void reset(Predicate<Way> broken) {
        connections.stream().filter(each -> broken.test(each.way())).forEach(PeerProxy::close);
    }

    private void accept(ServerSocket port, int node, int listens) {
        while (!port.isClosed()) {
            try {
                Socket opener = port.accept();
                threads.execute(() -> connect(opener, node, listens));
            } catch (IOException closed) {
                // The loop ends when the port is closed.
            }
        }
    }

    private void connect(Socket opener, int node, int listens) {
        try {
            byte[] hello = hello(opener);
            Way way = new Way(from(hello), node);
            traffic.pass(way);
            Socket target = new Socket(InetAddress.getLoopbackAddress(), listens);
            Connection connection = new Connection(way, opener, target);
            connections.add(connection);
            opener.setTcpNoDelay(true);
            target.setTcpNoDelay(true);
            target.getOutputStream().write(hello);
            threads.execute(() -> carry(connection, way.back(), target, opener));
            carry(connection, way, opener, target);
        } catch (IOException down) {
            closeQuietly(opener);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            closeQuietly(opener);
        }
    }

    /** The first frame, which says who it is. */
    private static byte[] hello(Socket opener) throws IOException {
        DataInputStream in = new DataInputStream(opener.getInputStream());
        int length = in.readInt();
        if (length < CRC_BYTES || length > MAX_HELLO_BYTES) {
            throw new IOException("no hello");
        }
        byte[] frame = new byte[Integer.BYTES + length];
        ByteBuffer.wrap(frame).putInt(length);
        in.readFully(frame, Integer.BYTES, length);
        return frame;
    }

    private static int from(byte[] hello) {
        ByteSource in = new ByteSource(hello, Integer.BYTES + CRC_BYTES, hello.length - Integer.BYTES - CRC_BYTES);
        in.text(MAX_TEXT_BYTES);
        in.u8();
        in.text(MAX_TEXT_BYTES);
        return in.i32();
    }

    private void carry(Connection connection, Way way, Socket from, Socket to) {
        byte[] packet = new byte[PACKET_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(packet); length >= 0; length = in.read(packet)) {
                traffic.pass(way);
                out.write(packet, 0, length);
            }
            // That one side has gone is news as well, and travels no better.
            traffic.pass(way);
        } catch (IOException broken) {
            // The other direction ends with it.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
            close(connection);
        }
    }

    private static void close(Connection connection) {
        closeQuietly(connection.opener());
        closeQuietly(connection.target());
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // Nothing of it is needed any more.
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (ServerSocket port : ports) {
            port.close();
        }
        reset(any -> true);
        threads.shutdownNow();
    }
}
