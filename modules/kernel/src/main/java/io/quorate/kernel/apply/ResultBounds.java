package io.quorate.kernel.apply;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.SessionRow;
import io.quorate.recipe.ErrorCode;
import java.util.Optional;

/** How much a session may leave unacknowledged: looked at before the log, and again in apply, which decides. */
public final class ResultBounds {
    private ResultBounds() {}

    /**
     * Why a session may not have another result.
     *
     * @param groupReplyBytes stored replies of all sessions
     */
    public static Optional<Problem> full(LimitsInForce limits, SessionRow row, long groupReplyBytes) {
        int results = row.unacknowledged() - row.parked();
        if (results >= limits.of(ClusterKey.MAX_UNACKNOWLEDGED) || row.parked() >= limits.of(ClusterKey.MAX_PARKED)) {
            return Optional.of(Problem.of(
                    ErrorCode.OVERLOADED,
                    "the session has " + row.parked() + " waiting calls of " + limits.of(ClusterKey.MAX_PARKED)
                            + " and " + results + " unacknowledged results of "
                            + limits.of(ClusterKey.MAX_UNACKNOWLEDGED)));
        }
        if (row.replyBytes() >= limits.of(ClusterKey.MAX_SESSION_REPLY_BYTES)
                || groupReplyBytes >= limits.of(ClusterKey.MAX_GROUP_REPLY_BYTES)) {
            return Optional.of(Problem.of(
                    ErrorCode.OVERLOADED,
                    "stored replies take " + row.replyBytes() + " bytes of "
                            + limits.of(ClusterKey.MAX_SESSION_REPLY_BYTES)
                            + " in the session and " + groupReplyBytes + " of "
                            + limits.of(ClusterKey.MAX_GROUP_REPLY_BYTES)
                            + " in the group: acknowledge them"));
        }
        return Optional.empty();
    }
}
