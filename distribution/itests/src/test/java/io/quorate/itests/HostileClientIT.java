package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Frames;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.Target;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.system.SystemQuery;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that are none, or that mean ill: the server goes on serving others. All in a heap that leaves no room for what grows
 * with what it is sent.
 */
class HostileClientIT {
    private static final Duration SECONDS = Duration.ofSeconds(20);

    /** Twice the smallest in which all this works; half of what a flood may send before its test fails. */
    private static final String SMALL_HEAP = "-Xmx32m -XX:+ExitOnOutOfMemoryError";

    private static final long MOST_THAT_IS_READ = 64L * 1024 * 1024;

    /** A request of the ledger. */
    record Enter(int writer, long number) {}

    @TempDir
    private static Path scratch;

    private static ServerProcess server;
    private static QuorateClient client;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(scratch, SMALL_HEAP);
        client = Quorate.connect(server.endpoint());
        byte[] bundle = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
        Await.result(client.system().deployBundle(bundle, SECONDS));
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @AfterEach
    void othersAreServed() {
        SystemQuery.Status status =
                Await.result(client.system().query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class));
        assertEquals("LEADER", status.role());
        assertEquals("", status.problem());
    }

    @Test
    void garbageOnTheClientPort() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(noise);
            try (Socket socket = connect()) {
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (SocketException cutOff) {
                assertFalse(cutOff.getMessage().isEmpty());
            }
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(address().getAddress(), address().getPort());
        socket.setSoTimeout((int) SECONDS.toMillis());
        return socket;
    }

    @Test
    void aFrameOfAHundredMegabytes() throws Exception {
        try (Socket socket = connect()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(Frames.preface());
            out.writeInt(100 * 1024 * 1024);
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(answer.contains("INVALID_REQUEST"), answer);
        }
    }

    private static byte[] query() {
        return Frames.encode(new ClientMessage.Query(
                1, ReadLevel.STALE, 0, new Target("default", "system", 1, List.of()), "recipes", new byte[] {(byte) 0xa0
                }));
    }

    private static ByteBuffer greeting() {
        byte[] hello = Frames.encode(new ClientMessage.Hello(1, 1, "", -1, new byte[0], "test"));
        return ByteBuffer.allocate(Frames.preface().length + hello.length)
                .put(Frames.preface())
                .put(hello)
                .flip();
    }

    @Test
    void aClientThatNeverReads() throws Exception {
        byte[] query = query();
        try (SocketChannel channel = SocketChannel.open(address());
                Selector selector = Selector.open()) {
            channel.write(greeting());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            long sent = 0;
            ByteBuffer next = ByteBuffer.wrap(query);
            while (selector.select(1_000) > 0) {
                selector.selectedKeys().clear();
                sent += channel.write(next);
                if (!next.hasRemaining()) {
                    next.clear();
                }
                assertTrue(sent < MOST_THAT_IS_READ, "the server goes on reading from a client that never reads");
            }
            othersAreServed();
        }
    }

    @Test
    void aClientThatFloodsItsSessionAndNeverReads() throws Exception {
        RecordCodec<Enter> codec = RecordCodec.of(Enter.class);
        Target flood = new Target("default", "ledger", 1, List.of("flood"));
        try (SocketChannel channel = SocketChannel.open(address());
                Selector selector = Selector.open()) {
            long session = openSession(channel);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            long sent = 0;
            long sequence = 0;
            ByteBuffer next = ByteBuffer.allocate(0);
            while (selector.select(1_000) > 0) {
                selector.selectedKeys().clear();
                if (!next.hasRemaining()) {
                    sequence++;
                    byte[] body = codec.encode(new Enter(1, sequence));
                    next = ByteBuffer.wrap(
                            Frames.encode(new ClientMessage.Call(session, sequence, flood, "enter", body, List.of())));
                }
                sent += channel.write(next);
                assertTrue(sent < MOST_THAT_IS_READ, "the server goes on reading from a client that never reads");
            }
            TreeMap<String, Object> asked = new TreeMap<>(Map.of("writer", 1L, "after", 0L));
            SortedMap<String, Object> page = Await.result(client.resource("default", "ledger", 1, "flood")
                    .query("read", asked, Consistency.LINEARIZABLE, SECONDS));
            assertFalse(((List<?>) page.get("numbers")).isEmpty(), "what was sent first was done");
            TreeMap<String, Object> entered = new TreeMap<>(Map.of("writer", 1L, "number", 1L));
            Await.result(client.resource("default", "ledger", 1, "book").call("enter", entered, SECONDS));
        }
    }

    private static long openSession(SocketChannel channel) throws IOException {
        channel.write(greeting());
        channel.write(ByteBuffer.wrap(Frames.encode(new ClientMessage.OpenSession(1, 5_000, new byte[16], "flood"))));
        channel.socket().setSoTimeout((int) SECONDS.toMillis());
        DataInputStream in = new DataInputStream(channel.socket().getInputStream());
        while (true) {
            byte[] frame = new byte[Frames.checkLength(in.readInt())];
            in.readFully(frame);
            if (Frames.decode(frame) instanceof ServerMessage.SessionOpened opened) {
                return opened.session();
            }
        }
    }

    @Test
    void aClientThatNeverStopsSending() throws Exception {
        byte[] query = query();
        ByteBuffer many = ByteBuffer.allocate(query.length * 1_000);
        while (many.hasRemaining()) {
            many.put(query);
        }
        try (SocketChannel channel = SocketChannel.open(address())) {
            channel.write(greeting());
            Thread reader = new Thread(() -> drain(channel), "reader");
            reader.setDaemon(true);
            reader.start();
            for (int i = 0; i < 1_000; i++) {
                many.flip();
                while (many.hasRemaining()) {
                    channel.write(many);
                }
                if (i % 200 == 0) {
                    othersAreServed();
                }
            }
        }
    }

    private static void drain(SocketChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (channel.read(buffer) >= 0) {
                buffer.clear();
            }
        } catch (IOException closed) {
            buffer.clear();
        }
    }

    private static InetSocketAddress address() {
        String[] hostAndPort = server.endpoint().split(":", 2);
        return new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
    }
}
