package io.quorate.benchmarks.product;

import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Welcome;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Many sessions over one connection to the leader, which a client of the SDK does not do: it has one for all its threads. For one
 * thread; blocking.
 */
public final class ManySessions implements AutoCloseable {
    /** The limit of a server. */
    public static final int MAX_PER_CONNECTION = 10_000;

    private static final long TTL_MILLIS = 300_000;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int IN_FLIGHT = 512;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final List<Long> sessions = new ArrayList<>();

    private ManySessions(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    static ManySessions connect(String endpoint) throws IOException {
        int colon = endpoint.lastIndexOf(':');
        Socket socket = new Socket();
        socket.connect(
                new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1))),
                PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        ManySessions connection = new ManySessions(socket);
        connection.greet();
        return connection;
    }

    private void greet() throws IOException {
        out.write(Frames.preface());
        send(new Hello(
                ProtocolLimits.MIN_VERSION, ProtocolLimits.MAX_VERSION, "", -1, new byte[0], "benchmark of sessions"));
        out.flush();
        if (!receive(Welcome.class).leads()) {
            throw new IOException("this node does not lead any more");
        }
    }

    /** Opens so many more. */
    public void open(int count) throws IOException {
        exchange(
                count,
                number -> new OpenSession(number, TTL_MILLIS, new byte[ProtocolLimits.SECRET_BYTES], ""),
                () -> sessions.add(receive(SessionOpened.class).session()));
    }

    /** One sign of life of each. */
    public void keepAlive() throws IOException {
        exchange(
                sessions.size(),
                number -> new KeepAlive(number, sessions.get(number), List.of()),
                () -> receive(KeepAliveAck.class));
    }

    private interface Question {
        Message of(int number);
    }

    private interface Answer {
        void take() throws IOException;
    }

    private void exchange(int count, Question question, Answer answer) throws IOException {
        int sent = 0;
        for (int taken = 0; taken < count; taken++) {
            while (sent < count && sent - taken < IN_FLIGHT) {
                send(question.of(sent));
                sent++;
            }
            out.flush();
            answer.take();
        }
    }

    private void send(Message message) throws IOException {
        out.write(Frames.encode(message));
    }

    /** The next message of this kind; the server also tells of its members. */
    private <M extends Message> M receive(Class<M> kind) throws IOException {
        while (true) {
            byte[] frame = new byte[Frames.checkLength(in.readInt())];
            in.readFully(frame);
            Message message = Frames.decode(frame);
            if (kind.isInstance(message)) {
                return kind.cast(message);
            } else if (!(message instanceof io.quorate.protocol.ServerMessage.Members)) {
                throw new IOException("the server said " + message);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
