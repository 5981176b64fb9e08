package io.quorate.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.Frames;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientListenerTest {
    private static final byte[] BODY = new byte[64 * 1024];

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private RecordingServer server = new RecordingServer(ClientListenerTest::acknowledge);
    private ClientListener listener;

    @AfterEach
    void stop() {
        listener.close();
        loop.shutdownNow();
    }

    @Test
    void carriesMessagesBothWaysInOrder() throws IOException {
        listen(options());
        try (RawClient client = client()) {
            for (int i = 0; i < 5_000; i++) {
                client.queue(keepAlive(i));
            }
            client.flush();
            for (int i = 0; i < 5_000; i++) {
                assertEquals(new KeepAliveAck(i, 7), client.read());
            }
        }
        await(() -> server.closed.get() == 1);
    }

    @Test
    void deliversWhatWasSentRightBeforeTheClientLeft() throws IOException {
        listen(options());
        try (RawClient client = client()) {
            client.send(new CloseSession(7));
        }
        await(() -> server.closed.get() == 1);
        assertEquals(List.of(new CloseSession(7)), List.copyOf(server.received));
    }

    @Test
    void answersGarbageWithAGoodbyeAndCloses() throws IOException {
        listen(options());
        try (RawClient other = client();
                RawClient client = new RawClient(listener.address())) {
            client.bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertRefused(client, "this is a Quorate client port");
            assertServed(other);
        }
    }

    @Test
    void refusesAFrameOf100MegabytesBeforeItComes() throws IOException {
        listen(options());
        try (RawClient other = client();
                RawClient client = client()) {
            client.bytes(ByteBuffer.allocate(4).putInt(100 * 1024 * 1024).array());
            assertRefused(client, "frame length 104857600, allowed are 5 to 2097148 bytes");
            assertServed(other);
        }
    }

    @Test
    void refusesANegativeLength() throws IOException {
        listen(options());
        try (RawClient client = client()) {
            client.bytes(ByteBuffer.allocate(4).putInt(-1).array());
            assertRefused(client, "frame length 4294967295");
        }
    }

    @Test
    void refusesAFrameWithChangedBytes() throws IOException {
        listen(options());
        try (RawClient client = client()) {
            byte[] frame = Frames.encode(keepAlive(1));
            frame[frame.length - 1] ^= 1;
            client.bytes(frame);
            assertRefused(client, "checksum");
        }
    }

    @Test
    void refusesAMessageThatOnlyServersSend() throws IOException {
        listen(options());
        try (RawClient client = client()) {
            client.bytes(Frames.encode(new KeepAliveAck(1, 7)));
            assertRefused(client, "KeepAliveAck");
        }
    }

    @Test
    void forgetsAClientThatLeavesWithinAFrame() throws IOException {
        listen(options());
        try (RawClient other = client()) {
            try (RawClient client = client()) {
                client.bytes(Arrays.copyOf(Frames.encode(keepAlive(1)), 9));
            }
            await(() -> server.closed.get() == 1);
            assertTrue(server.received.isEmpty());
            assertServed(other);
        }
    }

    @Test
    void sendsTheLastMessageBeforeItCloses() throws IOException {
        server = new RecordingServer((connection, message) -> {
            connection.send(new Goodbye("CLOSED", "enough", ""));
            connection.close();
            connection.send(new Goodbye("CLOSED", "never seen", ""));
        });
        listen(options());
        try (RawClient client = client()) {
            for (int i = 0; i < 1_000; i++) {
                client.queue(keepAlive(i));
            }
            client.flush();
            assertEquals(new Goodbye("CLOSED", "enough", ""), client.read());
            assertTrue(client.ended());
        }
        await(() -> server.closed.get() == 1);
    }

    @Test
    void takesNothingMoreOfAClientThatDoesNotReadAndThenDisconnectsIt() throws IOException {
        server = new RecordingServer((connection, message) -> connection.send(event()));
        listen(options().withOutbound(256 * 1024, 64 * 1024 * 1024, 300));
        try (RawClient other = client();
                RawClient client = new RawClient(listener.address(), 4 * 1024)) {
            client.preface();
            assertThrows(IOException.class, () -> {
                // Far more than any buffer holds; the answers would be 64 GiB.
                for (int i = 0; i < 1_000_000; i++) {
                    client.queue(keepAlive(i));
                }
                client.flush();
            });
            await(() -> server.closed.get() == 1);
            assertTrue(server.received.size() < 50_000, () -> "answered " + server.received.size());
            other.send(keepAlive(1));
            assertInstanceOf(Event.class, other.read());
        }
    }

    @Test
    void disconnectsAClientForWhichTooMuchWaits() throws IOException {
        server = new RecordingServer((connection, message) -> {
            for (int i = 0; i < 1_000; i++) {
                connection.send(event());
            }
        });
        listen(options().withOutbound(256 * 1024, 1024 * 1024, 60_000));
        try (RawClient client = new RawClient(listener.address(), 4 * 1024)) {
            client.preface().send(keepAlive(1));
            await(() -> server.closed.get() == 1);
        }
    }

    @Test
    void goesOnWithASlowReader() throws IOException {
        server = new RecordingServer((connection, message) -> connection.send(event()));
        listen(options().withOutbound(256 * 1024, 64 * 1024 * 1024, 60_000));
        try (RawClient client = new RawClient(listener.address(), 4 * 1024)) {
            client.preface();
            for (int i = 0; i < 500; i++) {
                client.queue(keepAlive(i));
            }
            client.flush();
            for (int i = 0; i < 500; i++) {
                assertInstanceOf(Event.class, client.read());
            }
        }
    }

    @Test
    void refusesConnectionsAboveTheLimit() throws IOException {
        listen(options().withMaxConnections(2));
        try (RawClient first = client();
                RawClient second = client();
                RawClient third = new RawClient(listener.address())) {
            assertServed(first);
            assertServed(second);
            Goodbye goodbye = assertInstanceOf(Goodbye.class, third.read());
            assertEquals("OVERLOADED", goodbye.code());
            assertTrue(third.ended());
            assertServed(first);
        }
        await(() -> server.closed.get() == 2);
        try (RawClient next = client()) {
            assertServed(next);
        }
    }

    @Test
    void namesTheAddressThatIsInUse() throws IOException {
        listen(options());
        int port = listener.address().getPort();
        IOException failure = assertThrows(
                IOException.class, () -> ClientListener.open(ListenerOptions.of("127.0.0.1", port), loop, server));
        assertTrue(failure.getMessage().contains("cannot listen on 127.0.0.1:" + port), failure.getMessage());
    }

    private void listen(ListenerOptions options) throws IOException {
        listener = ClientListener.open(options, loop, server);
    }

    private RawClient client() throws IOException {
        return new RawClient(listener.address()).preface();
    }

    private static ListenerOptions options() {
        return ListenerOptions.of("127.0.0.1", 0);
    }

    private static void acknowledge(Connection connection, ClientMessage message) {
        if (message instanceof KeepAlive keepAlive) {
            connection.send(new KeepAliveAck(keepAlive.correlation(), keepAlive.session()));
        }
    }

    private static KeepAlive keepAlive(long correlation) {
        return new KeepAlive(correlation, 7, List.of());
    }

    private static Event event() {
        return new Event(1, new EventCursor(0, 1, 0), BODY);
    }

    private static void assertServed(RawClient client) throws IOException {
        client.send(keepAlive(42));
        assertEquals(new KeepAliveAck(42, 7), client.read());
    }

    private static void assertRefused(RawClient client, String why) throws IOException {
        ServerMessage answer = client.read();
        Goodbye goodbye = assertInstanceOf(Goodbye.class, answer);
        assertEquals("INVALID_REQUEST", goodbye.code());
        assertTrue(goodbye.message().contains(why), goodbye.message());
        assertTrue(client.ended());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "the condition did not become true within 20 s");
            Thread.onSpinWait();
        }
    }
}
