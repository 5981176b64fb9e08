package io.quorate.kernel;

import io.quorate.kernel.lead.Leader;
import io.quorate.log.ReplicatedLog;
import io.quorate.recipe.ErrorCode;
import java.util.Optional;

/** Whether a node takes work, and if not, why. */
final class Serving {
    static final Problem STOPPING = Problem.of(ErrorCode.NOT_SERVING, "this node is being stopped");

    private final ReplicatedLog log;
    private final Leader leader;
    private final Rebuild rebuild;

    /** Never cleared. */
    private Optional<Problem> fault = Optional.empty();

    private Optional<Problem> crowded = Optional.empty();
    private boolean stopped;
    /** What was taken goes on. */
    private boolean draining;

    Serving(ReplicatedLog log, Leader leader, Rebuild rebuild) {
        this.log = log;
        this.leader = leader;
        this.rebuild = rebuild;
    }

    void fail(Problem why) {
        fault = Optional.of(why);
    }

    /** While something is lacking that writes need, nothing new is taken. */
    void takeNoWrites(Optional<Problem> why) {
        crowded = why;
    }

    boolean takesWrites() {
        return crowded.isEmpty();
    }

    void drain() {
        draining = true;
    }

    void stop() {
        stopped = true;
    }

    /** It will never do anything again. */
    boolean isOver() {
        return stopped || fault.isPresent();
    }

    /** Why it can serve no longer, once it cannot. */
    Optional<Problem> fault() {
        return fault;
    }

    /** Why it does not apply what is committed. */
    Optional<Problem> problem() {
        return fault.or(rebuild::underWay);
    }

    /** Why nothing is answered, not even a read. */
    Optional<Problem> refusal() {
        return stopped && fault.isEmpty() ? Optional.of(STOPPING) : problem();
    }

    /** Why nothing is taken that only the leader can do. */
    Optional<Problem> refusalToLead() {
        Optional<Problem> closed = refusal();
        if (closed.isPresent() || leader.isReady()) {
            return closed;
        }
        return Optional.of(Problem.of(
                ErrorCode.NOT_LEADER,
                "this node does not lead"
                        + log.status()
                                .leadership()
                                .leader()
                                .map(node -> ", node " + node + " does")
                                .orElse(", and no leader is known")));
    }

    /** Why no session and no call is taken that is not taken yet. */
    Optional<Problem> refusalOfNewWork() {
        return draining ? Optional.of(STOPPING) : refusalToLead().or(() -> crowded);
    }
}
