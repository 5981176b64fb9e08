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
    /**
     * How a round ended.
     *
     * @param problem why it did not confirm the leader; empty when it did
     * @param readIndex up to where must have been applied what is read now
     * @param leads this node is the leader that it confirmed
     */
    public record Round(Optional<Problem> problem, long readIndex, boolean leads) {
        /** Why this node may not promise anything as the leader; empty when it may. */
        public Optional<Problem> promiseRefusal() {
            return problem.isPresent() || leads
                    ? problem
                    : Optional.of(Problem.of(ErrorCode.NOT_LEADER, "this node does not lead any more"));
        }
    }

    private final ReplicatedLog log;
    private List<Consumer<Round>> next = new ArrayList<>();
    private boolean running;

    public ReadGate(ReplicatedLog log) {
        this.log = log;
    }

    /** Those that wait for a round to begin. */
    public int waiting() {
        return next.size();
    }

    /** Calls back once a round that began after this call has ended. */
    public void await(Consumer<Round> ended) {
        next.add(ended);
        if (!running) {
            begin();
        }
    }

    private void begin() {
        running = true;
        List<Consumer<Round>> waiting = next;
        next = new ArrayList<>();
        log.readBarrier(result -> {
            running = false;
            Round round = round(result);
            waiting.forEach(each -> each.accept(round));
            if (!running && !next.isEmpty()) {
                begin();
            }
        });
    }

    private static Round round(BarrierResult result) {
        if (result instanceof BarrierResult.Confirmed confirmed) {
            return new Round(Optional.empty(), confirmed.readIndex(), confirmed.leads());
        } else if (result instanceof BarrierResult.NotLeader notLeader) {
            String leader =
                    notLeader.leader().map(node -> ", node " + node + " does").orElse("");
            return failed(ErrorCode.NOT_LEADER, "this node does not lead" + leader);
        } else {
            return failed(ErrorCode.NO_QUORUM, ((BarrierResult.Failed) result).reason());
        }
    }

    private static Round failed(ErrorCode code, String message) {
        return new Round(Optional.of(Problem.of(code, message)), 0, false);
    }
}
