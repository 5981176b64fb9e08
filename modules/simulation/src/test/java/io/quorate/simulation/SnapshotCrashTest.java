package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.PeerMessage;
import io.quorate.log.Wal;
import io.quorate.raft.Entry;
import io.quorate.simulation.SnapshotRecipient.Cut;
import io.quorate.simulation.SnapshotRecipient.Promised;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.MemoryStateStore;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * The power goes while a node gets a snapshot. It comes up with its old log and its old state or with the whole new state and a
 * log that begins behind it, whatever was lost, and also when the power goes again while it comes up.
 */
class SnapshotCrashTest {
    private static final int SEEDS = 2_500;
    private static final int CRASHES = 4;

    /** No receipt of these stories has more calls of the disk. */
    private static final int CALLS = 200;

    private static final int STORIES = 3;

    /** Most crashes are at a call of the disk. */
    private static final List<Cut> CUTS = List.of(
            Cut.NEVER,
            Cut.NEVER,
            Cut.NEVER,
            Cut.NEVER,
            Cut.BEFORE_THE_STATE_IS_REPLACED,
            Cut.AFTER_THE_STATE_IS_REPLACED);

    /** What crashes left, counted when a node comes up. */
    private static final class Found {
        private int lives;
        private int old;
        private int whole;
        private int completed;
        private int replaced;

        @Override
        public String toString() {
            return lives + " lives, " + old + " with the old state, " + whole + " with the new one, " + completed
                    + " of them with a log that had not learned of it, " + replaced + " replaced the state";
        }
    }

    /** What a node has after a crash. */
    private record Remains(SimDisk disk, MemoryStateStore store, Promised promised) {}

    private final Found found = new Found();

    @Test
    void everySubsetLeavesTheOldOrTheNewWhole() {
        SimDisk.Faults all = new SimDisk.Faults(0, 0, 0, 0, 0, 0);
        for (int seed = 0; seed < SEEDS; seed++) {
            SimDisk disk = new SimDisk();
            crashAgainAndAgain(disk, seed);
            SimDisk.Faults faults = disk.faults();
            all = new SimDisk.Faults(
                    all.lostSectors() + faults.lostSectors(),
                    all.tornSectors() + faults.tornSectors(),
                    all.lostChanges() + faults.lostChanges(),
                    0,
                    all.errors() + faults.errors(),
                    0);
        }
        String what = found + ", " + all;
        assertTrue(found.lives > 3_000, what);
        assertTrue(found.old > 1_500 && found.whole > 1_500 && found.completed > 100 && found.replaced >= SEEDS, what);
        assertTrue(all.lostSectors() > 4_000 && all.tornSectors() > 400 && all.lostChanges() > 5_000, what);
    }

    @Test
    void theSameTestFailsWhenSyncsDoNothing() {
        assertThrows(AssertionFailedError.class, () -> {
            for (int seed = 0; seed < SEEDS; seed++) {
                SimDisk disk = new SimDisk();
                disk.syncsLie(true);
                crashAgainAndAgain(disk, seed);
            }
        });
    }

    @Test
    void everyPrefixAtEveryCallOfTheDiskLeavesTheOldOrTheNewWhole() {
        int cuts = 0;
        for (int seed = 0; seed < STORIES; seed++) {
            SnapshotStory story = SnapshotStory.of(new SplittableRandom(seed));
            boolean through = false;
            for (int call = 1; !through; call++) {
                assertTrue(call <= CALLS, "the receipt ends");
                Remains before = upToTheSnapshot(new SimDisk(), story, seed);
                before.disk.failFromCall(call);
                SnapshotRecipient node = life(before, story, seed, Cut.NEVER);
                through = !before.disk.isFailing();
                cuts += everyPrefix(before.disk, node, story, call);
            }
            for (Cut cut : List.of(Cut.BEFORE_THE_STATE_IS_REPLACED, Cut.AFTER_THE_STATE_IS_REPLACED)) {
                Remains before = upToTheSnapshot(new SimDisk(), story, seed);
                SnapshotRecipient node = life(before, story, seed, cut);
                assertTrue(node.isHalted(), "it came to the cut");
                cuts += everyPrefix(before.disk, node, story, seed);
            }
        }
        assertTrue(cuts > STORIES * 100, cuts + " cuts");
        assertTrue(found.old > 500 && found.whole > 500 && found.completed > 50, found.toString());
    }

    private int everyPrefix(SimDisk disk, SnapshotRecipient node, SnapshotStory story, long seed) {
        int sectors = 0;
        for (boolean more = true; more; sectors++) {
            SimDisk crashed = disk.copy();
            crashed.powerFailure(Survival.firstSectors(sectors));
            more = crashed.faults().lostSectors() + crashed.faults().lostChanges() > 0;
            MemoryStateStore store = node.store().reopened(sectors % 2 == 0);
            Remains left = new Remains(crashed, store, node.promised());
            // The power goes again, at some call of the disk while the node comes up or gets the snapshot once more.
            crashed.failFromCall(1 + (sectors + seed) % 40);
            Remains again = crash(left, life(left, story, seed, Cut.NEVER), new SplittableRandom(seed));
            endWell(again, story, seed);
        }
        return sectors;
    }

    private void crashAgainAndAgain(SimDisk disk, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SnapshotStory story = SnapshotStory.of(random);
        Remains remains = upToTheSnapshot(disk, story, seed);
        for (int crash = 0; crash < CRASHES; crash++) {
            Cut cut = CUTS.get(random.nextInt(CUTS.size()));
            disk.failFromCall(1 + random.nextInt(crash % 2 == 0 ? 50 : 12));
            remains = crash(remains, life(remains, story, random.nextLong(), cut), random);
        }
        endWell(remains, story, seed);
    }

    /** The life before: entries of term 1, of which the log has released some. */
    private static Remains upToTheSnapshot(SimDisk disk, SnapshotStory story, long seed) {
        SnapshotRecipient node = new SnapshotRecipient(disk, new MemoryStateStore(), seed, Promised.NOTHING);
        node.start(false);
        node.hear(story.entriesOfTermOne());
        node.pump();
        assertEquals(story.committed(), node.store().applied().index());
        if (seed % 3 != 0) {
            node.release();
        }
        disk.processKill();
        MemoryStateStore left = story.stateLost() ? new MemoryStateStore() : node.store();
        return new Remains(disk, left, node.promised());
    }

    /** A life in which the leader sends the snapshot and what follows, until the disk fails or all is there. */
    private SnapshotRecipient life(Remains remains, SnapshotStory story, long seed, Cut cut) {
        boolean stateLost = story.stateLost() && remains.store.applied().equals(AppliedMark.NONE);
        SnapshotRecipient node;
        try {
            node = new SnapshotRecipient(remains.disk, remains.store, seed, remains.promised);
        } catch (LogFaultException fault) {
            if (fault.fault().kind() != LogFault.Kind.DISK) {
                throw new AssertionFailedError("seed " + seed + ": " + fault.getMessage(), fault);
            }
            return new SnapshotRecipient(new SimDisk(), remains.store, seed, remains.promised);
        }
        node.cut(cut);
        boolean logIsBehind =
                node.wal().firstIndex(0) - 1 < remains.store.applied().index()
                        && remains.store.applied().index() == story.snapshotAt()
                        && node.wal().lastIndex(0) < story.end();
        node.start(stateLost);
        if (!node.isHalted() && !remains.disk.isFailing()) {
            assertOldOrNew(node, story, seed);
            found.lives++;
            found.completed += logIsBehind ? 1 : 0;
        }
        List<PeerMessage.Chunk> chunks = node.isHalted() ? List.of() : story.chunks();
        for (int attempt = 0; attempt < 2 && !node.isHalted(); attempt++) {
            for (PeerMessage.Chunk chunk : chunks) {
                node.hearUntilTaken(chunk);
            }
            node.hear(story.entriesBehindTheSnapshot());
            node.pump();
        }
        found.replaced += node.replaced();
        return node;
    }

    private static Remains crash(Remains before, SnapshotRecipient node, SplittableRandom random) {
        before.disk.powerFailure(Survival.anySubset(random.nextLong()));
        return new Remains(before.disk, node.store().reopened(random.nextBoolean()), node.promised());
    }

    /** Without further faults, the node gets to where the leader is, and nothing is left over. */
    private void endWell(Remains remains, SnapshotStory story, long seed) {
        SnapshotRecipient node = life(remains, story, seed, Cut.NEVER);
        assertFalse(node.isHalted(), "seed " + seed);
        assertEquals(story.end(), node.store().applied().index(), "seed " + seed);
        assertOldOrNew(node, story, seed);
        assertTrue(remains.disk.list().stream().noneMatch(name -> name.startsWith("snapshot-")), "seed " + seed);
    }

    private void assertOldOrNew(SnapshotRecipient node, SnapshotStory story, long seed) {
        long applied = node.store().applied().index();
        Wal wal = node.wal();
        String at = "seed " + seed + ", " + story + ", " + node.promised() + ": applied " + applied + ", log "
                + wal.firstIndex(0) + " to " + wal.lastIndex(0);
        assertEquals(story.rows(applied), SnapshotStory.rows(node.store()), at);
        boolean isNew = applied >= story.snapshotAt() && (!story.stateLost() || applied > 0);
        boolean lost = story.stateLost() && applied == 0;
        assertTrue(isNew || lost || (applied <= story.committed() && !story.stateLost()), at);
        found.old += isNew ? 0 : 1;
        found.whole += isNew ? 1 : 0;

        assertTrue(lost || wal.firstIndex(0) - 1 <= applied, at);
        assertTrue(wal.lastIndex(0) >= applied, at);
        assertTrue(isNew || wal.lastIndex(0) >= node.promised().inTermOne(), at);
        assertTrue(wal.lastIndex(0) >= node.promised().inTermTwo(), at);
        assertTrue(wal.hardState(0).term() >= (node.promised().inTermTwo() > 0 ? 2 : 1), at);
        long first = Math.max(2, wal.firstIndex(0));
        if (first > wal.lastIndex(0)) {
            return;
        }
        for (Entry entry : wal.entries(0, first, wal.lastIndex(0), Long.MAX_VALUE)) {
            boolean neverCommitted = !isNew && entry.index() > story.committed() && entry.term() == 1;
            boolean right = entry.term() == story.term(entry.index()) || neverCommitted;
            byte[] payload = SnapshotStory.payload(entry.index(), entry.term());
            assertTrue(right && Arrays.equals(payload, entry.payload()), () -> at + ", entry " + entry.index());
        }
    }
}
