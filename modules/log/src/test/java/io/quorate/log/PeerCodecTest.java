package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PeerCodecTest {
    private static final int GROUP = 7;
    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.UTF_8);
    private static final Configuration MEMBERS =
            Configuration.of(new TreeSet<>(List.of(1, 2, 3)), new TreeSet<>(List.of(4)));
    private static final Message.Snapshot SNAPSHOT = new Message.Snapshot(1, 2, 5, 100, 4, MEMBERS);

    /** One of each kind at least, each number another one. */
    private static final List<PeerMessage> MESSAGES = List.of(
            consensus(new Message.Append(
                    1,
                    2,
                    5,
                    10,
                    4,
                    List.of(Entry.command(11, 4, BYTES), Entry.configuration(12, 4, MEMBERS), Entry.noop(13, 5)),
                    9)),
            consensus(new Message.Append(1, 2, 5, 10, 4, List.of(), 9)),
            consensus(new Message.Accepted(2, 1, 5, 13)),
            consensus(new Message.Rejected(2, 1, 5, 10, 8, 3)),
            new PeerMessage.SignOfLife(new Message.Heartbeat(1, 2, 5, 9, 77), 66),
            consensus(new Message.HeartbeatReply(2, 1, 5, 77)),
            consensus(new Message.VoteRequest(2, 3, 6, 13, 5, true, false)),
            consensus(new Message.VoteRequest(2, 3, 6, 13, 5, false, true)),
            consensus(new Message.VoteReply(3, 2, 6, true, false)),
            consensus(new Message.VoteReply(3, 2, 6, false, true)),
            consensus(new Message.TimeoutNow(1, 2, 5)),
            consensus(new Message.ReadRequest(2, 1, 5, 88)),
            consensus(new Message.ReadReply(1, 2, 5, 88, 13)),
            consensus(new Message.Forward(2, 1, 5, BYTES)),
            consensus(SNAPSHOT),
            new PeerMessage.Chunk(1, SNAPSHOT, 3, true, 55, PeerMessage.Chunk.checksum(BYTES), BYTES),
            new PeerMessage.Chunk(3, SNAPSHOT, 0, false, 0, PeerMessage.Chunk.checksum(new byte[0]), new byte[0]),
            new PeerMessage.ChunkTaken(2, 1, 100, 3, new byte[0]),
            new PeerMessage.ChunkTaken(2, 1, 100, 4, BYTES),
            new PeerMessage.SnapshotWanted(2, 1),
            new PeerMessage.SnapshotAsked(1, 2, 5, 7, 3, 90),
            new PeerMessage.SnapshotGiven(2, 1, 5, 7, 3, 100),
            new PeerMessage.SnapshotGiven(2, 1, 5, 7, 3, PeerMessage.SnapshotGiven.UNDER_WAY));

    private static PeerMessage consensus(Message message) {
        return new PeerMessage.Consensus(message);
    }

    @Test
    void everyMessageComesBackAsItWasSent() {
        for (PeerMessage message : MESSAGES) {
            byte[] bytes = PeerCodec.encode(GROUP, message);
            PeerCodec.Envelope read = PeerCodec.decode(bytes);
            assertEquals(GROUP, read.group());
            assertEquals(message.from(), read.message().from());
            assertEquals(message.to(), read.message().to());
            assertEquals(withoutIdentities(message), withoutIdentities(read.message()));
            assertArrayEquals(bytes, PeerCodec.encode(GROUP, read.message()));
        }
    }

    /** Arrays have no text of their own. */
    private static String withoutIdentities(PeerMessage message) {
        return message.toString().replaceAll("\\[B@[0-9a-f]+", "bytes");
    }

    @Test
    void theBytesAreThoseOfFormatOne() throws Exception {
        List<String> lines = new ArrayList<>();
        for (PeerMessage message : MESSAGES) {
            Object content = message instanceof PeerMessage.Consensus consensus ? consensus.message() : message;
            lines.add(content.getClass().getSimpleName() + " "
                    + HexFormat.of().formatHex(PeerCodec.encode(GROUP, message)));
        }
        try (var golden = PeerCodecTest.class.getResourceAsStream("/golden/peer-messages-1.txt")) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), String.join("\n", lines) + "\n");
        }
    }

    @Test
    void noTruncatedMessageIsTaken() {
        for (PeerMessage message : MESSAGES) {
            byte[] bytes = PeerCodec.encode(GROUP, message);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(IllegalArgumentException.class, () -> PeerCodec.decode(cut), message::toString);
            }
        }
    }

    @Test
    void nothingMayFollowAMessage() {
        for (PeerMessage message : MESSAGES) {
            byte[] bytes = PeerCodec.encode(GROUP, message);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThrows(IllegalArgumentException.class, () -> PeerCodec.decode(longer), message::toString);
        }
    }

    @Test
    void otherFormatsAndTypesAreRefusedByName() {
        byte[] bytes = PeerCodec.encode(GROUP, MESSAGES.get(2));
        byte[] newer = bytes.clone();
        newer[0] = 2;
        assertRefused(newer, "a message of format 2, this release knows format 1");
        byte[] unknown = bytes.clone();
        unknown[1] = 99;
        assertRefused(unknown, "message type 99 is unknown");
    }

    /** The claim is refused before anything of that size is made. */
    @Test
    void claimsThatTheBytesDoNotHoldAreRefused() {
        int countAt = 22 + 24;
        byte[] append = PeerCodec.encode(GROUP, MESSAGES.get(0));
        for (int claim : new int[] {-1, 4, Integer.MAX_VALUE}) {
            byte[] lying = append.clone();
            ByteBuffer.wrap(lying).putInt(countAt, claim);
            assertThrows(IllegalArgumentException.class, () -> PeerCodec.decode(lying));
        }
        int lengthAt = countAt + 4 + 9;
        for (int claim : new int[] {-1, append.length, Integer.MAX_VALUE}) {
            byte[] lying = append.clone();
            ByteBuffer.wrap(lying).putInt(lengthAt, claim);
            assertThrows(IllegalArgumentException.class, () -> PeerCodec.decode(lying));
        }
    }

    /** Further in, each of these would stop the node that takes it. */
    @Test
    void entriesWithoutMeaningAreRefused() {
        byte[] members = MEMBERS.encode();
        byte[] cut = Arrays.copyOf(members, members.length - 1);
        assertRefused(append(new Entry(11, 4, Entry.Kind.CONFIGURATION, cut)), "end early or name too many members");
        byte[] repeated = members.clone();
        ByteBuffer.wrap(repeated).putInt(2 * Integer.BYTES, 1);
        assertRefused(append(new Entry(11, 4, Entry.Kind.CONFIGURATION, repeated)), "name members out of order");
        assertRefused(append(new Entry(11, 4, Entry.Kind.CONFIGURATION, new byte[12])), "at least one voter");
        assertRefused(append(new Entry(11, 4, Entry.Kind.COMMAND, new byte[0])), "is a command without a payload");
        assertRefused(append(new Entry(11, 4, Entry.Kind.NOOP, BYTES)), "has a payload where none is allowed");
        assertRefused(append(Entry.noop(11, 3)), "entry 11 of term 3 behind one of term 4");
        assertRefused(append(Entry.noop(11, 6)), "in a message of term 5");
        assertRefused(encoded(new Message.Forward(2, 1, 5, new byte[0])), "a forwarded payload of 0 bytes");
        assertRefused(
                encoded(new Message.Forward(2, 1, 5, new byte[ReplicatedLog.MAX_FORWARD_BYTES + 1])),
                "a forwarded payload of 65537 bytes");
        assertRefused(encoded(new Message.Snapshot(1, 2, 5, 100, 6, MEMBERS)), "entry 100 of term 6");
    }

    /** A leader that is told so would meet itself as another one, and one that asks for itself wait for ever. */
    @Test
    void snapshotsThatMakeNoSenseAreRefused() {
        byte[] chunk = PeerCodec.encode(GROUP, new PeerMessage.Chunk(3, SNAPSHOT, 0, false, 0, 0, new byte[0]));
        for (int leader : new int[] {0, 2}) {
            ByteBuffer.wrap(chunk).putInt(22, leader);
            assertRefused(chunk, "a part of a snapshot for node 2 in the name of node " + leader);
        }
        assertRefused(asked(0, 3, 90), "asks at attempt 0");
        assertRefused(asked(7, 0, 90), "for node 0");
        assertRefused(asked(7, 3, -1), "of entry -1");
        assertRefused(asked(7, 1, 90), "for a snapshot for node 1, which is one of the two");
        assertRefused(asked(7, 2, 90), "for a snapshot for node 2, which is one of the two");
        assertRefused(
                PeerCodec.encode(GROUP, new PeerMessage.SnapshotGiven(2, 1, 5, 7, 3, -2)), "up to entry -2 was given");
    }

    private static byte[] asked(long attempt, int node, long least) {
        return PeerCodec.encode(GROUP, new PeerMessage.SnapshotAsked(1, 2, 5, attempt, node, least));
    }

    private static byte[] append(Entry entry) {
        return encoded(new Message.Append(1, 2, 5, 10, 4, List.of(entry), 9));
    }

    private static byte[] encoded(Message message) {
        return PeerCodec.encode(GROUP, consensus(message));
    }

    @Test
    void garbageIsRefusedAndNeverFailsInAnotherWay() {
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = PeerCodec.encode(GROUP, MESSAGES.get(round % MESSAGES.size()));
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                PeerCodec.decode(bytes);
            } catch (IllegalArgumentException expected) {
                refused++;
            }
        }
        assertTrue(refused > 10_000, refused + " were refused");
    }

    private static void assertRefused(byte[] bytes, String message) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> PeerCodec.decode(bytes));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }
}
