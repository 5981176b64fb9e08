package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.Frames;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.server.config.HostAndPort;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The smallest client: one message at a time. */
final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    WireClient(HostAndPort address) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        out.write(Frames.preface());
    }

    Welcome greet() throws IOException {
        return ask(new Hello(1, 1, "", -1, new byte[0], "test"), Welcome.class);
    }

    <M extends ServerMessage> M ask(ClientMessage message, Class<M> answer) throws IOException {
        out.write(Frames.encode(message));
        return read(answer);
    }

    <M extends ServerMessage> M read(Class<M> answer) throws IOException {
        byte[] frame = new byte[Frames.checkLength(in.readInt())];
        in.readFully(frame);
        return assertInstanceOf(answer, Frames.decode(frame));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
