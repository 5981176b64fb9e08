package io.quorate.kernel.apply;

import io.quorate.kernel.Limits;
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
    public static Optional<Problem> full(Limits limits, SessionRow row, long groupReplyBytes) {
        int results = row.unacknowledged() - row.parked();
        if (results >= limits.maxUnacknowledged() || row.parked() >= limits.maxParked()) {
            return Optional.of(Problem.of(
                    ErrorCode.OVERLOADED,
                    "the session has " + row.parked() + " waiting calls of " + limits.maxParked() + " and " + results
                            + " unacknowledged results of " + limits.maxUnacknowledged()));
        }
        if (row.replyBytes() >= limits.maxSessionReplyBytes() || groupReplyBytes >= limits.maxGroupReplyBytes()) {
            return Optional.of(Problem.of(
                    ErrorCode.OVERLOADED,
                    "stored replies take " + row.replyBytes() + " bytes of " + limits.maxSessionReplyBytes()
                            + " in the session and " + groupReplyBytes + " of " + limits.maxGroupReplyBytes()
                            + " in the group: acknowledge them"));
        }
        return Optional.empty();
    }
}
