package io.quorate.itests.faults;

import java.util.List;

/** All that clients do under faults, but for registers and ledgers. */
final class Workloads {
    static final List<Workload> ALL = List.of(
            new LockWork(), new ElectionWork(), new AtomicWork(), new BarrierWork(), new KvWork(), new QueueWork());

    private Workloads() {}
}
