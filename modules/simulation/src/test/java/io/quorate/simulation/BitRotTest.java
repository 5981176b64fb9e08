package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.simulation.work.Deployer;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.NodeSettings;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.World;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A node whose log has rotted below what was acknowledged. */
class BitRotTest {
    private static final String FIRST_SEGMENT = "wal-0000000000000001";
    /** No less than an empty batch, which may be the last one: it says that what is before it is durable, and may be torn itself. */
    private static final int MARK_BYTES = 64;

    private static final int HEADER_BYTES = 512;
    private static final long SECOND = 1_000_000_000;

    @Test
    void refusesToStartNamingFileAndOffsetAndChangesNothing() throws IOException {
        for (long seed = 1; seed <= 20; seed++) {
            SimDisk disk = new SimDisk();
            World world = World.of(seed);
            Cluster cluster = new Cluster(world, 1, NodeSettings.small(), () -> disk);
            cluster.start();
            boolean[] deployed = new boolean[1];
            new Deployer(cluster.client("deployer", 5_000), List.of(LockContract.RECIPE), () -> deployed[0] = true)
                    .start();
            runUntil(world, 60 * SECOND);
            assertTrue(deployed[0]);

            SimNode node = cluster.nodes().get(0);
            node.kill();
            byte[] log = disk.bytes(FIRST_SEGMENT);
            int offset =
                    HEADER_BYTES + new SplittableRandom(seed).nextInt(lastWritten(log) - MARK_BYTES - HEADER_BYTES);
            disk.flip(FIRST_SEGMENT, offset, 0x10);
            byte[] rotten = disk.bytes(FIRST_SEGMENT);
            runUntil(world, 70 * SECOND);

            String reason = world.verdict().violation().orElseThrow().what();
            assertTrue(reason.contains("file " + FIRST_SEGMENT), reason);
            assertTrue(reason.matches("(?s).* at byte [0-9]+.*"), reason);
            assertFalse(node.leads());
            assertArrayEquals(rotten, disk.bytes(FIRST_SEGMENT));
            assertEquals(1, disk.faults().flips());
        }
    }

    private static int lastWritten(byte[] log) {
        int last = log.length - 1;
        while (log[last] == 0) {
            last--;
        }
        return last;
    }

    private static void runUntil(World world, long nanos) {
        while (world.time().nanos() < nanos) {
            assertTrue(world.time().step());
        }
    }
}
