package io.quorate.transport.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerNetwork.Lane;
import io.quorate.log.Standing;
import io.quorate.protocol.Frames;
import io.quorate.transport.ClientConnections;
import io.quorate.transport.ClientListener;
import io.quorate.transport.FreePorts;
import io.quorate.transport.ListenerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeerPortTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final String CLUSTER = "demo";
    private static final int MEBIBYTE = 1024 * 1024;

    /** What sockets may take on their own, far below what is sent. */
    private static final int SOCKETS_MEBIBYTES = 24;

    private final List<PeerPort> ports = new ArrayList<>();
    private final RecordingReceiver received = new RecordingReceiver();
    private final LogLines lines = new LogLines();
    private PeerPort port;

    @BeforeEach
    void open() throws IOException {
        port = bind(ONE, 0);
        port.start("127.0.0.1:1001", received, new TreeMap<>());
    }

    @AfterEach
    void close() {
        ports.forEach(PeerPort::close);
        lines.close();
    }

    private PeerPort bind(NodeId self, int number) throws IOException {
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), number);
        PeerPort bound = PeerPort.bind(new PeerOptions(
                self,
                CLUSTER,
                "data of " + self,
                new KernelLevels(1, 1),
                listen,
                peerEndpoint(self),
                Optional.empty()));
        ports.add(bound);
        return bound;
    }

    private static String peerEndpoint(NodeId node) {
        return "node-" + node + ":7421";
    }

    private static SortedMap<NodeId, InetSocketAddress> only(NodeId node, int number) {
        TreeMap<NodeId, InetSocketAddress> nodes = new TreeMap<>();
        nodes.put(node, InetSocketAddress.createUnresolved("localhost", number));
        return nodes;
    }

    private static byte[] hello(NodeId from, NodeId to, String cluster, String clientEndpoint) {
        return Greeting.hello(new Greeting.Hello(
                Greeting.VERSION,
                cluster,
                from,
                to,
                Lane.CONTROL,
                clientEndpoint,
                peerEndpoint(from),
                "data of " + from,
                new KernelLevels(1, 1)));
    }

    private RawPeer greeted() throws IOException {
        RawPeer peer = new RawPeer(port.address());
        assertEquals("", peer.greet(hello(TWO, ONE, CLUSTER, "127.0.0.1:1002")));
        return peer;
    }

    @Test
    void tellsWhoseAddressesItHasWhetherOrNotTheyAreThere() throws IOException {
        assertFalse(port.hasAddressOf(TWO));
        port.connect(only(TWO, FreePorts.ofLoopback(1).get(0)));
        assertTrue(port.hasAddressOf(TWO));
        assertFalse(port.hasAddressOf(new NodeId(3)));
        port.connect(new TreeMap<>());
        assertFalse(port.hasAddressOf(TWO));
    }

    /** A heartbeat. */
    private static byte[] message(int from, int to, long round) {
        return ByteBuffer.allocate(46)
                .put((byte) PeerCodec.FORMAT)
                .put((byte) 4)
                .putInt(0)
                .putInt(from)
                .putInt(to)
                .putLong(1)
                .putLong(0)
                .putLong(round)
                .putLong(0)
                .array();
    }

    @Test
    void carriesMessagesInOrderAndTellsWhereClientsFindTheNode() throws IOException {
        PeerPort other = bind(TWO, 0);
        other.start(
                "127.0.0.1:1002",
                new RecordingReceiver(),
                only(ONE, port.address().getPort()));
        await(() -> Optional.of("127.0.0.1:1002, others on node-2:7421")
                .equals(Optional.ofNullable(received.introduced.get(TWO))));
        await(() -> {
            other.send(ONE, Lane.DATA, message(2, 1, 0));
            return !received.messages.isEmpty();
        });
        received.messages.clear();
        for (int round = 1; round <= 5_000; round++) {
            other.send(ONE, Lane.DATA, message(2, 1, round));
        }
        await(() -> received.rounds().contains(5_000L));
        List<Long> rounds =
                received.rounds().stream().filter(round -> round > 0).toList();
        assertEquals(rounds.stream().sorted().toList(), rounds);
        assertEquals(5_000, rounds.size());
    }

    @Test
    void aFrameWithChangedBytesClosesItsLinkOnly() throws IOException {
        try (RawPeer other = greeted();
                RawPeer peer = greeted()) {
            byte[] frame = RawPeer.frame(message(2, 1, 1));
            frame[frame.length - 1] ^= 1;
            assertTrue(peer.bytes(frame).ended());
            lines.await("closing a link from 127.0.0.1: frame checksum does not match");
            other.send(message(2, 1, 2));
            await(() -> received.rounds().equals(List.of(2L)));
        }
    }

    @Test
    void aLengthBeyondTheLimitIsRefusedBeforeItComes() throws IOException {
        try (RawPeer stranger = new RawPeer(port.address());
                RawPeer peer = greeted()) {
            assertTrue(stranger.bytes(length(8 * 1024 + 1)).ended());
            lines.await("frame length 8193, allowed are 4 to 8192 bytes");
            assertTrue(peer.bytes(length(PeerCodec.MAX_BYTES + 5)).ended());
        }
    }

    @Test
    void aLengthThatLiesClosesTheLink() throws IOException {
        for (int lie : new int[] {-1, 0, 3}) {
            try (RawPeer peer = greeted()) {
                assertTrue(peer.bytes(length(lie)).ended());
            }
        }
        try (RawPeer peer = greeted()) {
            byte[] frame = RawPeer.frame(message(2, 1, 1));
            ByteBuffer.wrap(frame).putInt(0, frame.length - 5);
            assertTrue(peer.bytes(frame).ended());
        }
        assertTrue(received.messages.isEmpty());
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(4).putInt(length).array();
    }

    @Test
    void bytesThatAreNoMessageCloseTheLink() throws IOException {
        try (RawPeer peer = greeted()) {
            assertTrue(
                    peer.send("not a message".getBytes(StandardCharsets.UTF_8)).ended());
            lines.await("a message of format 110, this release knows format 1");
        }
    }

    @Test
    void aMessageOfAnotherSenderThanTheLinksClosesTheLink() throws IOException {
        try (RawPeer peer = greeted()) {
            assertTrue(peer.send(message(3, 1, 1)).ended());
            lines.await("a message from node 3 to node 1 on the link from node 2 to node 1");
        }
        try (RawPeer peer = greeted()) {
            assertTrue(peer.send(message(2, 3, 1)).ended());
        }
        assertTrue(received.messages.isEmpty());
    }

    @Test
    void saysARefusalByOthersOnceAndGoesOnTrying() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port.connect(only(TWO, listening.getLocalPort()));
            for (int attempt = 0; attempt < 6; attempt++) {
                try (RawPeer peer = new RawPeer(listening.accept())) {
                    Greeting.readHello(peer.read());
                    peer.send(Greeting.answer(Greeting.Answer.refused("for a reason")));
                }
            }
            lines.await("node 2 at localhost:" + listening.getLocalPort() + " refuses the link: for a reason");
            assertEquals(1, lines.count("for a reason"));
        }
    }

    @Test
    void saysOnceThatANodeCannotBeReachedAndGoesOnTrying() throws IOException {
        int number = FreePorts.ofLoopback(1).get(0);
        port.connect(only(TWO, number));
        lines.await("cannot reach node 2 at localhost:" + number + ": ");
        RecordingReceiver late = new RecordingReceiver();
        bind(TWO, number).start("127.0.0.1:1002", late, new TreeMap<>());
        await(() -> arrives(late, 1));
        assertEquals(1, lines.count("cannot reach node 2"));
    }

    @Test
    void closesOnHttpAndRandomBytesAndGoesOn() throws IOException {
        try (RawPeer http = new RawPeer(port.address());
                RawPeer random = new RawPeer(port.address());
                RawPeer peer = greeted()) {
            assertTrue(http.bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                    .ended());
            byte[] noise = new byte[4096];
            new Random(1).nextBytes(noise);
            assertTrue(random.bytes(noise).ended());
            peer.send(message(2, 1, 1));
            await(() -> received.rounds().equals(List.of(1L)));
        }
    }

    @Test
    void saysThatWhatListensAtAMembersAddressIsNoNode() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port.connect(only(TWO, web.getLocalPort()));
            try (RawPeer server = new RawPeer(web.accept())) {
                server.bytes("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                lines.await("what listens as node 2 at localhost:" + web.getLocalPort()
                        + " does not answer as a node does: frame length 1213486160");
            }
        }
    }

    @Test
    void closesOnAClientAndSaysSo() throws IOException {
        try (RawPeer client = new RawPeer(port.address())) {
            assertTrue(client.bytes(Frames.preface()).ended());
            lines.await("closing a link from 127.0.0.1: frame length");
        }
    }

    @Test
    void saysThatAMembersAddressIsAClientPort() throws IOException {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        ClientConnections nobody = connection -> {
            throw new IllegalStateException("a node is no client");
        };
        try (ClientListener clients = ClientListener.open(ListenerOptions.of("127.0.0.1", 0), loop, nobody)) {
            int number = clients.address().getPort();
            port.connect(only(TWO, number));
            lines.await("what listens as node 2 at localhost:" + number + " does not answer as a node does: ");
        } finally {
            loop.shutdownNow();
        }
    }

    @Test
    void connectsAgainWhenTheOtherSideHasRestarted() throws IOException {
        RecordingReceiver before = new RecordingReceiver();
        PeerPort other = bind(TWO, 0);
        int number = other.address().getPort();
        other.start("127.0.0.1:1002", before, new TreeMap<>());
        port.connect(only(TWO, number));
        await(() -> arrives(before, 1));
        other.close();
        await(() -> received.unreachable.contains(TWO));
        RecordingReceiver after = new RecordingReceiver();
        bind(TWO, number).start("127.0.0.1:1002", after, new TreeMap<>());
        await(() -> arrives(after, 2));
        assertEquals(List.of(2L), after.rounds().stream().distinct().toList(), "nothing of the time between");
    }

    private boolean arrives(RecordingReceiver to, long round) {
        port.send(TWO, Lane.DATA, message(1, 2, round));
        return to.rounds().contains(round);
    }

    @Test
    void dropsWhatIsMoreThanMayWait() throws Exception {
        int sent = 3 * (int) (OutgoingLink.MAX_WAITING_BYTES / MEBIBYTE);
        byte[] large = new byte[MEBIBYTE];
        Arrays.fill(large, (byte) 1);
        byte[] last = {2};
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port.connect(only(TWO, listening.getLocalPort()));
            try (RawPeer one = new RawPeer(listening.accept());
                    RawPeer other = new RawPeer(listening.accept())) {
                RawPeer data = Greeting.readHello(one.read()).lane() == Lane.DATA ? one : hasGreeted(other);
                data.send(Greeting.answer(new Greeting.Answer("", Standing.FIRST, "data of 2")));
                assertEquals(0, data.read().length, "it asks whether somebody is there");
                for (int i = 0; i < sent; i++) {
                    port.send(TWO, Lane.DATA, large);
                }
                int arrived = 0;
                byte[] next = data.read();
                while (!Arrays.equals(next, last)) {
                    arrived += next.length == MEBIBYTE ? 1 : 0;
                    port.send(TWO, Lane.DATA, last);
                    next = data.read();
                }
                int waiting = (int) (OutgoingLink.MAX_WAITING_BYTES / MEBIBYTE);
                assertTrue(arrived >= waiting / 2 && arrived <= waiting + SOCKETS_MEBIBYTES, arrived + " arrived");
            }
        }
    }

    private static RawPeer hasGreeted(RawPeer peer) throws IOException {
        Greeting.readHello(peer.read());
        return peer;
    }

    @Test
    void namesAnAddressThatIsInUse() {
        int number = port.address().getPort();
        IOException failure = assertThrows(IOException.class, () -> bind(TWO, number));
        assertTrue(
                failure.getMessage().startsWith("cannot listen on localhost:" + number + ": ")
                        || failure.getMessage().startsWith("cannot listen on 127.0.0.1:" + number + ": "),
                failure.getMessage());
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time");
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }
    }
}
