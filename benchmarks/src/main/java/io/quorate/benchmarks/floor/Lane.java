package io.quorate.benchmarks.floor;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A socket with buffers, to read all that came with one system call and to write all that is due with one. */
record Lane(Socket socket, DataInputStream in, DataOutputStream out) implements AutoCloseable {
    private static final int BUFFER_BYTES = 1024 * 1024;

    static Lane of(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return new Lane(
                socket,
                new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES)),
                new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES)));
    }

    static Lane to(int port) throws IOException {
        return of(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Reading on need not wait, but for the end of something that has begun to come. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // Nothing is sent any more that must arrive.
        }
    }
}
