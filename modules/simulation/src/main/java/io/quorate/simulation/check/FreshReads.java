package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import java.util.HashMap;
import java.util.Map;

/**
 * A linearizable read is at least as new as everything that had been acknowledged to anybody when it began; a session's
 * read at least as new as what its client had been told.
 */
public final class FreshReads implements Invariant {
    private final Verdict verdict;
    private final Map<Client, Long> toldTo = new HashMap<>();
    private final Map<Long, Long> due = new HashMap<>();
    private long told;

    FreshReads(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void invoked(Operation operation) {
        operation.level().ifPresent(level -> {
            if (level == ReadLevel.LINEARIZABLE) {
                due.put(operation.id(), told);
            } else if (level == ReadLevel.SESSION) {
                due.put(operation.id(), toldTo.getOrDefault(operation.client(), 0L));
            }
        });
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        Long least = due.remove(operation.id());
        if (ending instanceof Ending.Acknowledged reply) {
            if (least != null && reply.revision() < least) {
                verdict.violated(getClass(), operation + " read revision " + reply.revision() + ", due was " + least);
            }
            told = Math.max(told, reply.revision());
            toldTo.merge(operation.client(), reply.revision(), Math::max);
        }
    }
}
