package io.quorate.simulation.check;

import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.simulation.register.RegisterContract;
import java.util.List;

/** What is witnessed of each recipe, once for all invariants that ask for it. */
record Witnesses(
        Witnessed registers,
        Witnessed locks,
        Witnessed elections,
        Witnessed atomics,
        Witnessed barriers,
        Witnessed queues,
        Witnessed stores) {
    Witnesses() {
        this(
                new Witnessed(RegisterContract.RECIPE),
                new Witnessed(LockContract.RECIPE),
                new Witnessed(ElectionContract.RECIPE),
                new Witnessed(AtomicContract.RECIPE),
                new Witnessed(BarrierContract.RECIPE),
                new Witnessed(QueueContract.RECIPE),
                new Witnessed(KvContract.RECIPE));
    }

    List<Witnessed> all() {
        return List.of(registers, locks, elections, atomics, barriers, queues, stores);
    }
}
