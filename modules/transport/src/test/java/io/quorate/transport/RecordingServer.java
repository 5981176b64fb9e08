package io.quorate.transport;

import io.quorate.protocol.ClientMessage;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Remembers what came, and answers with what the test says. */
final class RecordingServer implements ClientConnections {
    final List<Connection> opened = new CopyOnWriteArrayList<>();
    final Queue<ClientMessage> received = new ConcurrentLinkedQueue<>();
    final AtomicInteger closed = new AtomicInteger();
    private final BiConsumer<Connection, ClientMessage> answer;

    RecordingServer(BiConsumer<Connection, ClientMessage> answer) {
        this.answer = answer;
    }

    @Override
    public Receiver opened(Connection connection) {
        opened.add(connection);
        return new Receiver() {
            @Override
            public void received(ClientMessage message) {
                received.add(message);
                answer.accept(connection, message);
            }

            @Override
            public void writable() {}

            @Override
            public void closed() {
                closed.incrementAndGet();
            }
        };
    }
}
