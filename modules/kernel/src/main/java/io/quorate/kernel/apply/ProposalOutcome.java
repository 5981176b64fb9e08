package io.quorate.kernel.apply;

import io.quorate.kernel.Problem;
import io.quorate.recipe.SessionId;

/** What became of one proposal in apply, for whoever proposed it on this node. */
public sealed interface ProposalOutcome {
    /** Applied, or of no effect; nothing more to tell. */
    record Done() implements ProposalOutcome {}

    record Opened(SessionId session, long ttlMillis) implements ProposalOutcome {}

    record Attached(int incarnation, long lastSequence) implements ProposalOutcome {}

    record Refused(Problem problem) implements ProposalOutcome {}
}
