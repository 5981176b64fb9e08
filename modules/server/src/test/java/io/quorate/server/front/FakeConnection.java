package io.quorate.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.protocol.ServerMessage;
import io.quorate.transport.Connection;
import java.util.ArrayDeque;
import java.util.Queue;

/** A client's end in memory. */
final class FakeConnection implements Connection {
    private final boolean loopback;
    private final Queue<ServerMessage> sent = new ArrayDeque<>();
    private boolean closed;
    private boolean full;

    FakeConnection(boolean loopback) {
        this.loopback = loopback;
    }

    /** The next message, which must be of this type. */
    <M extends ServerMessage> M next(Class<M> type) {
        return assertInstanceOf(type, sent.poll());
    }

    void assertSilent() {
        assertEquals("[]", sent.toString());
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void send(ServerMessage message) {
        if (!closed) {
            sent.add(message);
        }
    }

    @Override
    public boolean writable() {
        return !full;
    }

    /** The client takes no more, or does again. */
    void full(boolean now) {
        full = now;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String remote() {
        return "192.0.2.1:1234";
    }

    @Override
    public boolean loopback() {
        return loopback;
    }
}
