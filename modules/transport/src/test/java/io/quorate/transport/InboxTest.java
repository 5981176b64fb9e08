package io.quorate.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.quorate.protocol.ClientMessage.KeepAlive;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final AtomicBoolean answersFlow = new AtomicBoolean(true);
    private final RecordingServer server = new RecordingServer((connection, message) -> {});
    private final ListenerOptions options = ListenerOptions.of("127.0.0.1", 0);
    private final Inbox inbox = new Inbox(channel, loop::add, options, answersFlow::get);

    InboxTest() {
        inbox.open(server, new Outboxless());
    }

    @Test
    void stopsReadingWhileTooMuchIsInHand() {
        send(options.maxInHandMessages());
        assertTrue(channel.config().isAutoRead());
        send(1);
        assertFalse(channel.config().isAutoRead());

        runLoop();
        assertTrue(channel.config().isAutoRead());
        assertEquals(options.maxInHandMessages() + 1, server.received.size());
    }

    @Test
    void takesABurstWithOneTaskAndLetsOthersBetweenLongOnes() {
        runLoop();
        send(256);
        assertEquals(1, loop.size());
        send(1);
        loop.remove().run();
        assertEquals(256, server.received.size());
        assertEquals(1, loop.size());
        runLoop();
        assertEquals(257, server.received.size());
    }

    @Test
    void takesNothingWhileAnswersDoNotFlow() {
        answersFlow.set(false);
        send(options.maxInHandMessages() + 1);
        runLoop();
        assertTrue(server.received.isEmpty());
        assertFalse(channel.config().isAutoRead());

        answersFlow.set(true);
        inbox.room();
        runLoop();
        assertEquals(options.maxInHandMessages() + 1, server.received.size());
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    void deliversEverythingBeforeTheEndAndNothingAfterIt() {
        answersFlow.set(false);
        send(600);
        inbox.end();
        runLoop();
        assertEquals(600, server.received.size());
        assertEquals(1, server.closed.get());
        inbox.room();
        runLoop();
        assertEquals(1, server.closed.get());
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            inbox.add(new KeepAlive(i, 7, List.of()));
        }
        inbox.turn();
    }

    private void runLoop() {
        for (Runnable next = loop.poll(); next != null; next = loop.poll()) {
            next.run();
            channel.runPendingTasks();
        }
    }

    private record Outboxless() implements Connection {
        @Override
        public void send(io.quorate.protocol.ServerMessage message) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close() {}

        @Override
        public String remote() {
            return "nowhere";
        }

        @Override
        public boolean loopback() {
            return true;
        }
    }
}
