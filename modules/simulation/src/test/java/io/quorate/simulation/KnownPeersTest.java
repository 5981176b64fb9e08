package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.DiskFile;
import io.quorate.log.KnownPeers;
import io.quorate.log.NodeId;
import io.quorate.log.PeerMessage;
import io.quorate.log.Standing;
import io.quorate.raft.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a node holds of another one that comes with other data than before. */
class KnownPeersTest {
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);
    private static final PeerMessage VOTE = new PeerMessage.Consensus(new Message.VoteReply(2, 1, 4, true, false));
    private static final PeerMessage ACCEPTED = new PeerMessage.Consensus(new Message.Accepted(2, 1, 4, 9));
    private static final PeerMessage CANDIDACY =
            new PeerMessage.Consensus(new Message.VoteRequest(2, 1, 4, 9, 3, false, false));
    private static final PeerMessage ENTRIES =
            new PeerMessage.Consensus(new Message.Append(2, 1, 4, 8, 3, List.of(), 8));

    private final SimDisk disk = new SimDisk();

    private KnownPeers restarted() throws IOException {
        disk.powerFailure(Survival.nothing());
        return KnownPeers.read(disk);
    }

    @Test
    void aNodeThatComesWithOtherDataIsDoubtedAlsoAfterALossOfPower() throws IOException {
        KnownPeers before = KnownPeers.read(disk);
        assertEquals(Standing.FIRST, before.meet(TWO, "a"));
        assertEquals(Standing.FIRST, before.meet(THREE, "b"));
        assertEquals(Standing.FIRST, before.meet(TWO, "a"));

        KnownPeers peers = restarted();
        assertEquals(Standing.FIRST, peers.meet(THREE, "b"));
        assertEquals(Standing.DOUBTED, peers.meet(TWO, "c"));
        assertEquals(Map.of(TWO, "c"), peers.doubted());
        assertEquals(Map.of(TWO, "a", THREE, "b"), peers.known());
    }

    @Test
    void theOldDataAreWelcomeAgain() throws IOException {
        KnownPeers peers = KnownPeers.read(disk);
        peers.meet(TWO, "a");
        peers.meet(TWO, "c");
        assertEquals(Standing.FIRST, peers.meet(TWO, "a"));
        assertEquals(Map.of(), peers.doubted());
    }

    @Test
    void whatADoubtedNodePromisesIsNotBelieved() throws IOException {
        KnownPeers peers = KnownPeers.read(disk);
        peers.meet(TWO, "a");
        for (PeerMessage promise : List.of(VOTE, ACCEPTED)) {
            assertTrue(peers.believe(promise, "a"), promise.toString());
            assertFalse(peers.believe(promise, "c"), promise.toString());
        }
        assertTrue(peers.believe(ENTRIES, "c"));
        assertTrue(peers.believe(CANDIDACY, "c"), "it may have been let in, which this node does not know yet");
    }

    @Test
    void nothingIsPromisedByANodeThatNobodyHasMet() throws IOException {
        assertFalse(KnownPeers.read(disk).believe(VOTE, "a"));
    }

    @Test
    void whatTheMembersAgreedOnTakesThePlaceOfWhatCameFirst() throws IOException {
        KnownPeers peers = KnownPeers.read(disk);
        peers.meet(TWO, "a");
        peers.meet(TWO, "c");
        peers.agreed(new TreeMap<>(Map.of(TWO, "c")));
        for (KnownPeers each : List.of(peers, restarted())) {
            assertTrue(each.believe(VOTE, "c"));
            assertFalse(each.believe(VOTE, "a"), "what the old data promised is of no worth any more");
            assertEquals(Map.of(), each.doubted());
            assertEquals(Standing.AGREED, each.meet(TWO, "c"));
        }
    }

    @Test
    void aNodeIsNotTakenThatCannotBeWrittenDown() throws IOException {
        KnownPeers peers = KnownPeers.read(disk);
        disk.capacity(0);
        assertThrows(IOException.class, () -> peers.meet(TWO, "a"));
        assertFalse(peers.believe(VOTE, "a"));
        disk.capacity(SimDisk.UNLIMITED);
        assertEquals(Standing.FIRST, peers.meet(TWO, "c"), "it is as if it had never come");
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        byte[] damaged = "two a\n".getBytes(StandardCharsets.UTF_8);
        try (DiskFile file = disk.create(KnownPeers.FILE, damaged.length)) {
            file.write(ByteBuffer.wrap(damaged), 0);
        }
        String message =
                assertThrows(IOException.class, () -> KnownPeers.read(disk)).getMessage();
        assertTrue(message.contains("'peers'") && message.contains("'two a'"), message);
    }
}
