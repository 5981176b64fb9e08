package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.PeerMessage;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Entry;
import io.quorate.simulation.SnapshotRecipient.Promised;
import io.quorate.storage.MemoryStateStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A byte or a sector of a log or of a received snapshot is not what it was: nobody is given anything wrong. */
class RandomDamageTest {
    private static final int ROUNDS = Integer.getInteger("damage.rounds", 500);
    private static final int SECTOR_BYTES = 512;
    /** An empty batch. */
    private static final int MARK_BYTES = 40;

    private static final WalOptions SMALL = new WalOptions(4096, 2, 0);

    /** Where damage lay and how it was found, and how often. */
    private static final TreeMap<String, Integer> WINDOWS = new TreeMap<>();

    private static void count(String window) {
        WINDOWS.merge(window, 1, Integer::sum);
    }

    @AfterAll
    static void print() {
        System.out.println("damage of log and snapshot, rounds: " + ROUNDS + " each");
        WINDOWS.forEach((window, rounds) -> System.out.printf("  %-60s %5d%n", window, rounds));
    }

    /** A log, the states that it went through since it said last but one that all is durable, and where it says so last. */
    private record Written(SimDisk disk, Set<String> states, String whole, String markedIn, int markedAt) {
        /** Byte or sector, it lies in the sectors of the last mark. */
        boolean isMarkedIn(Place damage) {
            return damage.file.equals(markedIn)
                    && damage.to > markedAt / SECTOR_BYTES * SECTOR_BYTES
                    && damage.from < markedAt + MARK_BYTES;
        }
    }

    private record Place(String file, int from, int to) {}

    private static Written written(int round, boolean idle) throws IOException {
        SimDisk disk = new SimDisk();
        WalModel model = new WalModel(round % 50);
        Wal wal = open(disk);
        model.run(wal, 100);
        wal.mark();
        Set<String> states = new HashSet<>(Set.of(WalModel.describe(wal)));
        for (int i = 0; i < 4; i++) {
            wal.append(0, Entry.command(wal.lastIndex(0) + 1, 900, new byte[150 + round * 7 % 400]));
            states.add(WalModel.describe(wal));
            wal.sync();
        }
        String whole = WalModel.describe(wal);
        Map<String, byte[]> before = contents(disk);
        if (idle) {
            wal.mark();
        }
        String markedIn = "";
        int markedAt = 0;
        for (Map.Entry<String, byte[]> after : contents(disk).entrySet()) {
            int at = Arrays.mismatch(before.getOrDefault(after.getKey(), after.getValue()), after.getValue());
            if (at >= 0) {
                markedIn = after.getKey();
                markedAt = at;
            }
        }
        disk.processKill();
        return new Written(disk, states, whole, markedIn, markedAt);
    }

    private static Map<String, byte[]> contents(SimDisk disk) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String name : disk.list()) {
            contents.put(name, disk.bytes(name));
        }
        return contents;
    }

    /**
     * Everything in an idle log was acknowledged, and an empty batch behind it says so. One sector may hold both, and takes both with
     * it: the one damage that cannot be told from a write that never ended.
     */
    @Test
    void anIdleLogIsRefusedByFileAndOffsetOrIsWhatItWasUnlessOneSectorHadItsEndAndTheMark() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Written log = written(round, true);
            Place place = damage(log.disk, "wal-", new SplittableRandom(round));
            boolean sector = place.to - place.from > 1 && log.isMarkedIn(place);
            Set<String> allowed = sector ? log.states : Set.of(log.whole);
            count((sector ? "idle log, sector of its mark: " : "idle log: ")
                    + look(log.disk, place.file, allowed, log.whole));
        }
        assertTrue(WINDOWS.get("idle log: refused at the start") > ROUNDS / 4, WINDOWS.toString());
        assertFalse(WINDOWS.containsKey("idle log: cut"), WINDOWS.toString());
    }

    /** The power went while the log was written: what is behind the last mark may be cut, and nothing else. */
    @Test
    void aLogThatWasBeingWrittenLosesNothingButItsTail() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Written log = written(round, false);
            Place place = damage(log.disk, "wal-", new SplittableRandom(round));
            count("log being written: " + look(log.disk, place.file, log.states, log.whole));
        }
        assertTrue(WINDOWS.get("log being written: refused at the start") > ROUNDS / 8, WINDOWS.toString());
        assertTrue(WINDOWS.get("log being written: cut") > 0, WINDOWS.toString());
    }

    private static String look(SimDisk disk, String name, Set<String> allowed, String whole) {
        try {
            String found = WalModel.describe(open(disk));
            assertTrue(allowed.contains(found), () -> name + ": " + found + " of " + allowed);
            return found.equals(whole) ? "no difference" : "cut";
        } catch (LogFaultException refused) {
            assertEquals(LogFault.Kind.DAMAGE, refused.fault().kind(), refused.getMessage());
            assertTrue(refused.getMessage().contains(name), name + " but: " + refused.getMessage());
            return "refused at the start";
        }
    }

    @Test
    void aPartOfASnapshotThatIsDamagedOnItsWayIsNotTaken() {
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(round);
            SnapshotStory story = SnapshotStory.of(random);
            SnapshotRecipient node = follower(new SimDisk(), story, round);
            List<PeerMessage.Chunk> chunks = story.chunks();
            int part = random.nextInt(chunks.size());
            for (PeerMessage.Chunk chunk : chunks) {
                byte[] bytes = chunk.bytes().clone();
                if (chunk.number() == part) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                }
                node.hearUntilTaken(new PeerMessage.Chunk(
                        chunk.from(),
                        chunk.snapshot(),
                        chunk.number(),
                        chunk.last(),
                        chunk.answers(),
                        chunk.crc(),
                        bytes));
            }
            node.pump();
            assertEquals(0, node.replaced());
            count("snapshot on its way: part refused");
            chunks.forEach(node::hearUntilTaken);
            node.pump();
            assertEquals(story.rows(story.snapshotAt()), SnapshotStory.rows(node.store()));
        }
    }

    /** The first part is an offer, which is not looked at any more. */
    @Test
    void aSnapshotThatRotsBeforeItIsInstalledLeavesTheStateAsItWas() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(round);
            SnapshotStory story = SnapshotStory.of(random);
            SimDisk disk = new SimDisk();
            SnapshotRecipient node = follower(disk, story, round);
            List<PeerMessage.Chunk> chunks = story.chunks();
            chunks.subList(0, chunks.size() - 1).forEach(node::hearUntilTaken);
            node.pump();
            TreeMap<Long, String> before = SnapshotStory.rows(node.store());
            damage(disk, "snapshot-00000" + (1 + random.nextInt(Math.min(9, chunks.size() - 2))), random);
            node.hearUntilTaken(chunks.get(chunks.size() - 1));
            node.pump();
            assertTrue(node.isHalted() && node.replaced() == 0, "round " + round);
            assertEquals(before, SnapshotStory.rows(node.store()));
            count("received snapshot: refused when installed");

            disk.processKill();
            SnapshotRecipient again = new SnapshotRecipient(disk, node.store(), round, node.promised());
            again.start(story.stateLost());
            chunks.forEach(again::hearUntilTaken);
            again.pump();
            assertEquals(story.rows(story.snapshotAt()), SnapshotStory.rows(again.store()));
        }
    }

    private static SnapshotRecipient follower(SimDisk disk, SnapshotStory story, long seed) {
        SnapshotRecipient before = new SnapshotRecipient(disk, new MemoryStateStore(), seed, Promised.NOTHING);
        before.start(false);
        before.hear(story.entriesOfTermOne());
        before.pump();
        disk.processKill();
        MemoryStateStore store = story.stateLost() ? new MemoryStateStore() : before.store();
        SnapshotRecipient node = new SnapshotRecipient(disk, store, seed, before.promised());
        node.start(story.stateLost());
        return node;
    }

    /** Changes a byte, or a sector to zeros or to noise, of some file. */
    private static Place damage(SimDisk disk, String prefix, SplittableRandom random) throws IOException {
        List<String> names =
                disk.list().stream().filter(name -> name.startsWith(prefix)).toList();
        String name = names.get(random.nextInt(names.size()));
        byte[] content = disk.bytes(name);
        int at = random.nextInt(content.length);
        if (random.nextBoolean()) {
            disk.flip(name, at, 1 + random.nextInt(255));
            return new Place(name, at, at + 1);
        }
        boolean zeros = random.nextBoolean();
        int from = at / SECTOR_BYTES * SECTOR_BYTES;
        int to = Math.min(from + SECTOR_BYTES, content.length);
        for (int i = from; i < to; i++) {
            disk.flip(name, i, zeros ? content[i] & 0xff : random.nextInt(256));
        }
        return new Place(name, from, to);
    }

    private static Wal open(SimDisk disk) {
        return Wal.open(disk, SMALL, Runnable::run);
    }
}
