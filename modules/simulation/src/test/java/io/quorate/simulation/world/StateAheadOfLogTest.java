package io.quorate.simulation.world;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.Quarantine;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import io.quorate.log.RaftLog;
import io.quorate.log.Wal;
import io.quorate.simulation.Chance;
import io.quorate.simulation.DriftingClock;
import io.quorate.simulation.SimDisk;
import io.quorate.simulation.VirtualTime;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.MemoryStateStore;
import org.junit.jupiter.api.Test;

class StateAheadOfLogTest {
    private final VirtualTime time = new VirtualTime(new Chance(1));
    private final SimLoop loop =
            new SimLoop(time, new DriftingClock(time, 0, 0), new Life(), new Chance(2), failure -> {
                throw new AssertionError(failure);
            });

    @Test
    void haltsAndSaysThatLogAndStateDoNotBelongTogether() {
        MemoryStateStore state = new MemoryStateStore();
        state.commit(new AppliedMark(42, 1));
        state.flush();
        state.flush();
        NodeId self = new NodeId(1);
        NodeSettings settings = NodeSettings.small();
        Wal wal = Wal.open(new SimDisk(), settings.log(), Runnable::run);
        RaftLog log = RaftLog.open(
                wal,
                RaftLog.Member.alone(0, self, new Chance(3).generator()),
                new RaftLog.Threads(loop, loop, loop, loop),
                PeerNetwork.none());
        KernelIdentity identity = new KernelIdentity("test", self, "test");
        Kernel kernel = Kernel.start(
                loop, log, state, new ClassPathHost(), identity, settings.limits(), Quarantine.inMemory(), loop);
        while (kernel.status().problem().isEmpty()) {
            assertTrue(time.step());
        }
        String message = kernel.status().problem().get().message();
        assertTrue(message.contains("log and state are not of the same node, or the log was lost"), message);
    }
}
