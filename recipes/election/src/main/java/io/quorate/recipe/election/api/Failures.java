package io.quorate.recipe.election.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;

/** What goes wrong on the client alone. Nothing was changed by it. */
final class Failures {
    private Failures() {}

    static QuorateException leadershipOver(String election, long token, LossReason why) {
        return failure(
                ErrorCode.HOLD_LOST.name(), "the term of '" + election + "' with token " + token + " is over: " + why);
    }

    static QuorateException candidacyOver(String election, LossReason why) {
        return failure(
                ElectionContract.NOT_CANDIDATE, "the candidacy in '" + election + "' is over: " + why + "; join again");
    }

    static QuorateException notLeading(String election) {
        return failure(ElectionContract.NOT_LEADING, "this candidate does not lead '" + election + "'");
    }

    static QuorateException notElected(String election, Duration within) {
        return failure(
                ErrorCode.WAIT_TIMED_OUT.name(),
                "it did not lead '" + election + "' within " + within + "; it is still a candidate");
    }

    private static QuorateException failure(String code, String message) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, message);
    }
}
