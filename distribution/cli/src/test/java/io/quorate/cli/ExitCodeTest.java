package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExitCodeTest {
    @ParameterizedTest
    @CsvSource({
        "RECIPE_FAILED, 1",
        "HOLD_LOST, 1",
        "INVALID_REQUEST, 2",
        "NOT_FOUND, 3",
        "RECIPE_NOT_FOUND, 3",
        "NAMESPACE_NOT_FOUND, 3",
        "CONFLICT, 4",
        "QUOTA_EXCEEDED, 4",
        "WAIT_TIMED_OUT, 4",
        "NOT_GRANTED, 4",
        "DEADLINE_EXCEEDED, 5",
        "NO_QUORUM, 6",
        "UNREACHABLE, 6"
    })
    void followsFromTheErrorCode(String code, int exitCode) {
        QuorateException failure = new QuorateException(code, CallOutcome.NOT_APPLIED, "no");
        assertEquals(exitCode, ExitCode.of(failure).number());
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorCodeIsExplained(ErrorCode code) {
        assertTrue(ExplainCommand.explanations().containsKey(code.name()));
    }

    @Test
    void everyOwnFailureIsExplained() {
        Properties explanations = ExplainCommand.explanations();
        for (ExitCode code : ExitCode.values()) {
            assertTrue(code == ExitCode.OK || explanations.containsKey(code.name()), code.name());
        }
    }
}
