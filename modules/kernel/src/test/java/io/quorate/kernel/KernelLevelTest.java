package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.ByteSink;
import io.quorate.kernel.apply.NodeFault;
import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateRows;
import io.quorate.storage.AppliedMark;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries and state of apply rules that this version does not have. */
class KernelLevelTest {
    private static final int NEWER = KernelRow.KERNEL_LEVEL + 1;

    private final World world = new World(Limits.defaults(), new TestHost().with("probe@1", new Probe()));

    private void assertStopped(byte[] entry, String reason) {
        long index = world.kernel.status().appliedIndex();
        world.log.forward(entry);
        world.loop.settle();
        String problem = world.kernel.status().problem().orElseThrow().message();
        assertTrue(problem.startsWith("stopped applying at index " + (index + 1) + ": " + reason), problem);
        assertEquals(index, world.kernel.status().appliedIndex());
    }

    @Test
    void anEntryOfANewerLevelStopsTheNodeAndSaysWhatToDo() {
        assertStopped(
                BatchCodec.encode(new Batch(0, NEWER, 0, 0, List.of())),
                "the batch is of kernel level 2, this version has levels 1 to 1: run a version that has it");
    }

    /** What only that level can read is not what the node complains of. */
    @Test
    void anEntryOfANewerLevelMayHoldAnything() {
        byte[] entry = new ByteSink(16)
                .u8(1)
                .varint(0)
                .varint(NEWER)
                .varint(0)
                .varint(0)
                .varint(1)
                .u8(200)
                .toByteArray();
        assertStopped(entry, "the batch is of kernel level 2");
    }

    @Test
    void anEntryThatCannotBeReadStopsTheNode() {
        assertStopped(new byte[] {1, 0, 1, 0, 0, 1, (byte) 200}, "");
    }

    @Test
    void aStateOfANewerLevelIsNotServed() {
        KernelRow row = new KernelRow(0, 1, 0, 0, NEWER, 1, 1, 0, 0, 0);
        world.store.put(Keys.kernel(), row.encode());
        world.store.commit(new AppliedMark(world.store.applied().index() + 1, 1));
        world.store.flush();
        NodeFault fault = assertThrows(NodeFault.class, () -> world.restart(false));
        assertEquals(
                "the state is of kernel level 2, this version has levels 1 to 1: run a version that has it",
                fault.getMessage());
    }

    @Test
    void reportsOnABundleCarryTheLevelAndWhatTheHostDependsOn() {
        world.deploy(world.client(), "probe@1");
        byte[] row = world.store.get(Keys.deployment(BundleDigest.of("probe@1".getBytes(StandardCharsets.UTF_8))));
        Deployment deployment = StateRows.DEPLOYMENT.decode(row);
        assertEquals(Map.of("1", "kernel=1;test"), deployment.ready());
    }
}
