package io.quorate.transport.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.ByteSink;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork.Lane;
import io.quorate.log.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that do not belong here, or not to each other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedLinksTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final String CLUSTER = "demo";
    private static final KernelLevels OWN = new KernelLevels(2, 3);

    private final RecordingReceiver received = new RecordingReceiver();
    private final LogLines lines = new LogLines();
    private PeerPort port;

    @BeforeEach
    void open() throws IOException {
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        port = PeerPort.bind(new PeerOptions(ONE, CLUSTER, "data of 1", OWN, listen, "a:2", Optional.empty()));
        port.start("127.0.0.1:1001", received, new TreeMap<>());
    }

    @AfterEach
    void close() {
        port.close();
        lines.close();
    }

    private static byte[] hello(NodeId from, NodeId to, String cluster, String clientEndpoint) {
        return Greeting.hello(new Greeting.Hello(
                Greeting.VERSION, cluster, from, to, Lane.CONTROL, clientEndpoint, "a:2", "data of " + from, OWN));
    }

    private static byte[] hello(KernelLevels levels) {
        return Greeting.hello(new Greeting.Hello(
                Greeting.VERSION, CLUSTER, TWO, ONE, Lane.CONTROL, "a:1", "a:2", "data of 2", levels));
    }

    @Test
    void oneCommonKernelLevelIsEnough() throws IOException {
        for (KernelLevels levels :
                new KernelLevels[] {new KernelLevels(3, 9), new KernelLevels(1, 2), new KernelLevels(1, 9)}) {
            try (RawPeer peer = new RawPeer(port.address())) {
                assertEquals("", peer.greet(hello(levels)));
            }
        }
    }

    @Test
    void kernelLevelsThatCannotBeAreNoHello() throws IOException {
        byte[] hello = hello(new KernelLevels(1, 9));
        hello[hello.length - 1] = 0;
        assertRefused(hello, "kernel levels 1 to 0");
    }

    @Test
    void saysToBothSidesWhyALinkIsRefused() throws IOException {
        assertRefused(
                hello(TWO, ONE, "production", "a:1"), "node 2 belongs to cluster production, node 1 to cluster demo");
        assertRefused(hello(TWO, new NodeId(3), CLUSTER, "a:1"), "node 2 looks for node 3 where node 1 listens");
        assertRefused(hello(ONE, ONE, CLUSTER, "a:1"), "another node has number 1 too; give each its own node.id");
        byte[] newer = Greeting.hello(new Greeting.Hello(2, CLUSTER, TWO, ONE, Lane.DATA, "a:1", "a:2", "data", OWN));
        assertRefused(newer, "a node that speaks peer version 2 has connected, this release speaks 1");
        assertRefused(
                hello(new KernelLevels(4, 5)),
                "node 2 applies entries of kernel levels 4 to 5, node 1 those of kernel levels 2 to 3; upgrade node 1");
        assertRefused(
                hello(new KernelLevels(1, 1)),
                "node 2 applies entries of kernel level 1, node 1 those of kernel levels 2 to 3; upgrade node 2");
        byte[] strange = new ByteSink(16).text("other").toByteArray();
        assertRefused(strange, "this is a port for Quorate nodes, and something else has connected");
    }

    private void assertRefused(byte[] hello, String reason) throws IOException {
        try (RawPeer peer = new RawPeer(port.address())) {
            String refusal = peer.greet(hello);
            assertTrue(refusal.contains(reason), refusal);
            assertTrue(peer.ended());
        }
        // Lines for strangers come once a second at most: what is left out is said at the next attempt.
        PeerPortTest.await(() -> {
            try (RawPeer again = new RawPeer(port.address())) {
                again.greet(hello);
            } catch (IOException ended) {
                throw new IllegalStateException(ended);
            }
            return lines.count("refusing a link from 127.0.0.1: " + reason) > 0;
        });
    }

    @Test
    void saysARefusalOfOthersOnce() throws IOException {
        for (int attempt = 0; attempt < 5; attempt++) {
            try (RawPeer peer = new RawPeer(port.address())) {
                assertTrue(peer.greet(hello(TWO, ONE, "production", "a:1")).contains("belongs to cluster production"));
            }
        }
        assertEquals(1, lines.count("belongs to cluster production"));
    }

    @Test
    void refusesTheSecondOfTwoNodesWithOneNumber() throws IOException {
        try (RawPeer first = new RawPeer(port.address());
                RawPeer second = new RawPeer(port.address())) {
            assertEquals("", first.greet(hello(TWO, ONE, CLUSTER, "127.0.0.1:1002")));
            assertEquals(
                    "two nodes have number 2: clients find one on 127.0.0.1:1002, the other on 127.0.0.1:1009;"
                            + " give each its own node.id",
                    second.greet(hello(TWO, ONE, CLUSTER, "127.0.0.1:1009")));
            assertTrue(first.isOpen(), "the first is not disturbed");
        }
        PeerPortTest.await(() -> {
            try (RawPeer moved = new RawPeer(port.address())) {
                return moved.greet(hello(TWO, ONE, CLUSTER, "127.0.0.1:1009")).isEmpty();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    @Test
    void takesTheLinkOfANodeThatItDoubtsAndTellsIt() throws IOException {
        received.standings.put(TWO, Standing.DOUBTED);
        try (RawPeer peer = new RawPeer(port.address())) {
            assertEquals(
                    new Greeting.Answer("", Standing.DOUBTED, "data of 1"),
                    peer.answer(hello(TWO, ONE, CLUSTER, "127.0.0.1:1002")));
            assertTrue(peer.isOpen());
            assertEquals(1, lines.count("node 2 has come with another data directory than before: its log is lost"));
            assertTrue(received.introduced.isEmpty(), "clients are not sent to it");
        }
    }

    @Test
    void aNodeThatIsDoubtedDoesNotHoldThePlaceOfOneThatIsKnown() throws IOException {
        received.standings.put(TWO, Standing.DOUBTED);
        try (RawPeer doubted = new RawPeer(port.address());
                RawPeer known = new RawPeer(port.address())) {
            assertEquals("", doubted.greet(hello(TWO, ONE, CLUSTER, "127.0.0.1:1009")));
            received.standings.clear();
            assertEquals("", known.greet(hello(TWO, ONE, CLUSTER, "127.0.0.1:1002")));
        }
    }

    @Test
    void refusesANodeThatCannotBeWrittenDown() throws IOException {
        received.fillDisk();
        assertRefused(
                hello(TWO, ONE, CLUSTER, "127.0.0.1:1002"), "node 1 cannot write down who node 2 is: the disk is full");
    }
}
