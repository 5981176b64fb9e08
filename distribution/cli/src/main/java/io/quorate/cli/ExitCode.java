package io.quorate.cli;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.QuorateException;
import java.util.Arrays;
import java.util.Optional;

/** What the process says to a script that called it. */
public enum ExitCode {
    OK(0),
    FAILURE(1),
    /** The command line or configuration is wrong; nothing was done. */
    USAGE(2),
    NOT_FOUND(3),
    /** The present state forbids it, or what was waited for was not granted. */
    CONFLICT(4),
    /** No answer in time. */
    TIMEOUT(5),
    /** No server, or none with a quorum. */
    UNAVAILABLE(6),
    /** {@code run} itself failed; every other code is that of the program it ran. */
    RUN_FAILED(125);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    static ExitCode of(QuorateException failure) {
        Optional<ErrorCode> known = Arrays.stream(ErrorCode.values())
                .filter(code -> failure.is(code))
                .findFirst();
        // A recipe's own codes refuse what contradicts its state.
        return known.map(ExitCode::of).orElse(CONFLICT);
    }

    static ExitCode of(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST -> USAGE;
            case RECIPE_NOT_FOUND, CALL_NOT_FOUND, NAMESPACE_NOT_FOUND, NOT_FOUND -> NOT_FOUND;
            case CONFLICT, QUOTA_EXCEEDED, WAIT_TIMED_OUT -> CONFLICT;
            case DEADLINE_EXCEEDED -> TIMEOUT;
            case NOT_LEADER, NOT_SERVING, NO_QUORUM, UNREACHABLE -> UNAVAILABLE;
            default -> FAILURE;
        };
    }
}
