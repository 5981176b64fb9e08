package io.quorate.kernel.lead;

import io.quorate.kernel.Problem;
import io.quorate.log.BarrierResult;
import io.quorate.log.ReplicatedLog;
import io.quorate.recipe.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Quorum rounds for reads and keep-alives (Ongaro 2014, section 6.4): all that came while one round ran share the next, so
 * each is confirmed by a round that began after it came.
 */
public final class ReadGate {
    private final ReplicatedLog log;
    private List<Consumer<Optional<Problem>>> next = new ArrayList<>();
    private boolean running;

    public ReadGate(ReplicatedLog log) {
        this.log = log;
    }

    /** Those that wait for a round to begin. */
    public int waiting() {
        return next.size();
    }

    /** Calls back empty once a round that began after this call confirmed this node's term. */
    public void await(Consumer<Optional<Problem>> confirmed) {
        next.add(confirmed);
        if (!running) {
            begin();
        }
    }

    private void begin() {
        running = true;
        List<Consumer<Optional<Problem>>> round = next;
        next = new ArrayList<>();
        log.readBarrier(result -> {
            running = false;
            Optional<Problem> problem = problem(result);
            round.forEach(each -> each.accept(problem));
            if (!running && !next.isEmpty()) {
                begin();
            }
        });
    }

    private static Optional<Problem> problem(BarrierResult result) {
        if (result instanceof BarrierResult.NotLeader notLeader) {
            return Optional.of(Problem.of(
                    ErrorCode.NOT_LEADER,
                    "this node does not lead"
                            + notLeader
                                    .leader()
                                    .map(leader -> ", node " + leader + " does")
                                    .orElse("")));
        }
        if (result instanceof BarrierResult.Failed failed) {
            return Optional.of(Problem.of(ErrorCode.NO_QUORUM, failed.reason()));
        }
        return Optional.empty();
    }
}
