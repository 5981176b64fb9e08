package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.Disk;
import io.quorate.log.FileDisk;
import io.quorate.log.KnownPeers;
import io.quorate.log.LogAtRest;
import io.quorate.log.NodeId;
import io.quorate.log.Standing;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import io.quorate.server.NodeParts.DiskOpener;
import io.quorate.storage.lmdb.LmdbOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    private static final WalOptions LOG = new WalOptions(8 * 1024, 1, 1024);
    private static final LmdbOptions STORE = LmdbOptions.DEFAULT.withMapBytes(16L << 20);
    private static final NodeId NODE = new NodeId(3);
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path temporary;

    /** Node 3 of a cluster, whose log ends with entry 5 of term 4. */
    private Path node(String name, List<Integer> voters, List<Integer> learners) throws Exception {
        Path directory = temporary.resolve(name);
        try (DataDirectory data = DataDirectory.open(directory, NODE, Optional.of("prod"))) {
            data.write(KnownPeers.FILE, "1 a\n2 b\n".getBytes(StandardCharsets.US_ASCII));
            try (Wal wal = Wal.open(FileDisk.open(data.log()), LOG, Runnable::run)) {
                wal.save(0, new HardState(4, 1, 3));
                wal.append(
                        0, Entry.configuration(1, 1, Configuration.of(new TreeSet<>(voters), new TreeSet<>(learners))));
                for (long index = 2; index <= 5; index++) {
                    wal.append(0, Entry.noop(index, index - 1));
                }
                wal.sync();
                wal.mark();
            }
        }
        return directory;
    }

    /** Its log was given up in term 8, and nobody has written since. */
    private Path given(String name) throws Exception {
        Path directory = node(name);
        try (Wal wal = Wal.open(FileDisk.open(directory.resolve("log")), LOG, Runnable::run)) {
            wal.save(0, new HardState(9, 0, 0, 8));
            wal.sync();
        }
        return directory;
    }

    private Path node(String name) throws Exception {
        return node(name, List.of(1, 2, 3), List.of());
    }

    private static Recovery open(Path directory, DiskOpener disks) throws StartException {
        return Recovery.open(directory, disks, LOG, STORE);
    }

    private static Recovery open(Path directory) throws StartException {
        return open(directory, FileDisk::open);
    }

    private static LogAtRest log(Path directory) throws IOException {
        return LogAtRest.read(FileDisk.open(directory.resolve("log")), 0, 0);
    }

    private static String cluster(Path directory) throws StartException {
        try (Recovery recovery = open(directory)) {
            return recovery.survivor().cluster();
        }
    }

    private static String beganAnew(Path directory) throws StartException {
        try (Recovery recovery = open(directory)) {
            return recovery.beginAnew(7, NOW);
        }
    }

    private static void assertBegan(Path directory, String cluster) throws Exception {
        assertTrue(cluster.matches("prod-[0-9a-f]{8}"), cluster);
        LogAtRest log = log(directory);
        assertEquals(new TreeSet<>(List.of(NODE)), log.voters());
        assertEquals(List.of(7L, 5L, 5L), List.of(log.lastIndex(), log.lastTerm(), log.term()));
        assertFalse(Files.exists(directory.resolve("recovery")));
        try (DataDirectory data = DataDirectory.open(directory, NODE, Optional.of(cluster))) {
            KnownPeers peers = KnownPeers.read(data.disk());
            assertEquals(Standing.FIRST, peers.meet(new NodeId(1), "another directory than before"));
        }
    }

    @Test
    void tellsWhatThereIsAndChangesNothing() throws Exception {
        Path directory = node("a", List.of(1, 3), List.of(2));
        byte[] before = bytes(directory.resolve("log"));
        try (Recovery recovery = open(directory)) {
            Survivor survivor = recovery.survivor();
            assertEquals(3, survivor.node());
            assertEquals("prod", survivor.cluster());
            assertEquals(List.of(1, 3), survivor.voters());
            assertEquals(List.of(2), survivor.learners());
            assertEquals(4, survivor.term());
            assertEquals(4, survivor.lastTerm());
            assertEquals(5, survivor.lastIndex());
            assertEquals(3, survivor.commitIndex());
            assertEquals(0, survivor.appliedIndex());
            assertEquals(Optional.empty(), survivor.obstacle());
            assertFalse(survivor.isUnderWay());
        }
        assertEquals(
                new String(before, StandardCharsets.ISO_8859_1),
                new String(bytes(directory.resolve("log")), StandardCharsets.ISO_8859_1));
        DataDirectory.open(directory, NODE, Optional.of("prod")).close();
    }

    private static byte[] bytes(Path directory) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        try (var files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                all.write(file.toString().getBytes(StandardCharsets.UTF_8));
                all.write(Files.readAllBytes(file));
            }
        }
        return all.toByteArray();
    }

    @Test
    void theNodeIsAloneInAClusterOfAnotherName() throws Exception {
        Path directory = node("a");
        String cluster = beganAnew(directory);
        assertBegan(directory, cluster);
        StartException old =
                assertThrows(StartException.class, () -> DataDirectory.open(directory, NODE, Optional.of("prod")));
        assertTrue(old.getMessage().contains("belongs to cluster " + cluster), old.getMessage());
        Path other = node("b");
        assertFalse(cluster.equals(beganAnew(other)), "two nodes that are left do not become one cluster");
    }

    /** So many changes are left; neither the next one nor any later one happens. */
    private static Disk dyingAfter(AtomicInteger left, Disk disk) {
        return new FragileDisk(disk, change -> {
            if (left.getAndDecrement() <= 0) {
                throw new IOException("the process has died");
            }
        });
    }

    /** Whatever was done until then: it is the node of before, or one that does not start before the same command has ended it. */
    @Test
    void aRunThatDiesAtAnyStepIsEndedByTheNext() throws Exception {
        int steps = 0;
        boolean died = true;
        while (died) {
            Path directory = node("step-" + steps);
            AtomicInteger left = new AtomicInteger(steps);
            try (Recovery recovery = open(directory, at -> dyingAfter(left, FileDisk.open(at)))) {
                recovery.beginAnew(7, NOW);
                died = false;
            } catch (StartException dead) {
                assertTrue(dead.getMessage().contains("the process has died"), dead.getMessage());
            }
            if (Files.exists(directory.resolve("recovery"))) {
                StartException refused =
                        assertThrows(StartException.class, () -> DataDirectory.open(directory, NODE, Optional.empty()));
                assertTrue(refused.getMessage().contains("quorate recover --force-new-cluster"), refused.getMessage());
                try (Recovery again = open(directory)) {
                    assertTrue(again.survivor().isUnderWay());
                    assertEquals("prod", again.survivor().cluster());
                }
                assertBegan(directory, beganAnew(directory));
            } else if (died && log(directory).lastIndex() == 5) {
                DataDirectory.open(directory, NODE, Optional.of("prod")).close();
                assertBegan(directory, beganAnew(directory));
            } else {
                assertBegan(directory, cluster(directory));
            }
            steps++;
        }
        assertTrue(steps > 15, "it died at each of " + steps + " steps");
    }

    @Test
    void aNodeThatCannotBeginOneIsToldWhy() throws Exception {
        assertObstacle("it is the only member of its cluster already", node("alone", List.of(3), List.of()));
        assertObstacle("it is no member of its cluster any more", node("removed", List.of(1, 2), List.of()));
        Path pending = node("pending");
        Files.createDirectory(pending.resolve("quarantine"));
        assertObstacle("that of another node has not come", pending);
        assertObstacle("the others have not given back yet what it had acknowledged", given("filling"));
        Path joining = temporary.resolve("joining");
        DataDirectory.open(joining, NODE, Optional.of("prod")).close();
        assertObstacle("it has come to no cluster yet", joining);
    }

    private static void assertObstacle(String why, Path directory) throws StartException {
        try (Recovery recovery = open(directory)) {
            String obstacle = recovery.survivor().obstacle().orElseThrow();
            assertTrue(obstacle.contains(why), obstacle);
            assertThrows(IllegalStateException.class, () -> recovery.beginAnew(0, NOW));
        }
    }

    @Test
    void aLearnerThatIsLeftCanBeginOne() throws Exception {
        Path directory = node("learner", List.of(1, 2), List.of(3));
        assertBegan(directory, beganAnew(directory));
    }

    @Test
    void aDamagedLogIsRefused() throws Exception {
        Path directory = node("damaged");
        Path segment = directory.resolve("log").resolve("wal-0000000000000001");
        byte[] content = Files.readAllBytes(segment);
        content[150] ^= 1;
        Files.write(segment, content);
        assertRefused("The log is damaged", directory);
    }

    @Test
    void aDamagedPlanIsRefused() throws Exception {
        Path directory = node("plan");
        Files.writeString(directory.resolve("recovery"), "quorate-recovery 1\nformer x\n");
        assertRefused("recovery is damaged", directory);
    }

    @Test
    void aNodeThatRunsAndADirectoryOfNoNodeAreRefused() throws Exception {
        Path directory = node("running");
        try (DataDirectory running = DataDirectory.open(directory, NODE, Optional.of("prod"))) {
            assertEquals("prod", running.clusterId());
            assertRefused("is in use by another process", directory);
        }
        assertRefused("is no data directory of a node", temporary);
    }

    private static void assertRefused(String why, Path directory) {
        StartException refused = assertThrows(StartException.class, () -> open(directory));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void thePlanIsReadAsItWasWritten() throws Exception {
        RecoveryPlan plan = new RecoveryPlan("prod", "prod-1b4e28ba", new LogAtRest.Continuation(1_042, 8), 3, NOW);
        assertEquals(plan, RecoveryPlan.decode(plan.encode(), "recovery"));
    }
}
