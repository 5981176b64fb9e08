package io.quorate.transport.peer;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The other end of a link, of plain sockets, that may misbehave. */
final class RawPeer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    RawPeer(InetSocketAddress address) throws IOException {
        this(connect(address));
    }

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, TIMEOUT_MILLIS);
        return socket;
    }

    static byte[] frame(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload, 0, payload.length);
        return ByteBuffer.allocate(8 + payload.length)
                .putInt(4 + payload.length)
                .putInt((int) crc.getValue())
                .put(payload)
                .array();
    }

    RawPeer bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    RawPeer send(byte[] payload) throws IOException {
        return bytes(frame(payload));
    }

    /** Sends this hello; answers the refusal. */
    String greet(byte[] hello) throws IOException {
        return answer(hello).refusal();
    }

    /** All of the answer to a hello. */
    Greeting.Answer answer(byte[] hello) throws IOException {
        return Greeting.readAnswer(send(hello).read());
    }

    byte[] read() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        byte[] payload = new byte[frame.length - 4];
        System.arraycopy(frame, 4, payload, 0, payload.length);
        return payload;
    }

    /** Whether an empty frame is still answered with one. */
    boolean isOpen() throws IOException {
        return send(new byte[0]).read().length == 0;
    }

    /** Waits for the end of the connection, after which nothing more came. */
    boolean ended() throws IOException {
        try {
            in.readByte();
            return false;
        } catch (EOFException | SocketException end) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
