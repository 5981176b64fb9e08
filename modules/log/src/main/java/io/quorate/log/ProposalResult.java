package io.quorate.log;

import java.util.Optional;

/** What became of a proposal. */
public sealed interface ProposalResult {
    /** The entry is committed and has been applied on this node. */
    record Committed(long index, long term) implements ProposalResult {}

    /** Not tried, because another node leads; surely not in the log. */
    record NotLeader(Optional<NodeId> leader) implements ProposalResult {}

    /** Surely not in the log, now or later; the reason says what to do. */
    record Dropped(String reason) implements ProposalResult {}

    /** It may or may not become committed, now or later. */
    record Unknown(String reason) implements ProposalResult {}
}
