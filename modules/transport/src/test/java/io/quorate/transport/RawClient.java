package io.quorate.transport;

import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import io.quorate.protocol.ServerMessage;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client of plain sockets that may misbehave. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    RawClient(InetSocketAddress address) throws IOException {
        this(address, 64 * 1024);
    }

    RawClient(InetSocketAddress address, int receiveBytes) throws IOException {
        socket.setReceiveBufferSize(receiveBytes);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(address, TIMEOUT_MILLIS);
        out = new BufferedOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    RawClient preface() throws IOException {
        return bytes(Frames.preface());
    }

    RawClient bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    RawClient send(ClientMessage message) throws IOException {
        return bytes(Frames.encode(message));
    }

    /** Without flush. */
    void queue(Message message) throws IOException {
        out.write(Frames.encode(message));
    }

    void flush() throws IOException {
        out.flush();
    }

    ServerMessage read() throws IOException {
        byte[] frame = new byte[Frames.checkLength(in.readInt())];
        in.readFully(frame);
        return (ServerMessage) Frames.decode(frame);
    }

    boolean ended() throws IOException {
        try {
            in.readByte();
            return false;
        } catch (EOFException end) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
