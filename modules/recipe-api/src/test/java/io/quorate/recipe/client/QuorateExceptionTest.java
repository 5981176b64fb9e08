package io.quorate.recipe.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuorateExceptionTest {
    @ParameterizedTest
    @EnumSource
    void everyKnownCodeSaysWhatToDo(ErrorCode code) {
        String hint =
                new QuorateException(code, CallOutcome.UNKNOWN, "x").hint().orElseThrow();
        assertTrue(hint.matches("[A-Z`].*\\."), hint);
        assertTrue(hint.length() > 30, hint);
    }

    @Test
    void aRecipesOwnCodeIsExplainedByItsMessage() {
        QuorateException failure = new QuorateException("NOT_HELD", CallOutcome.NOT_APPLIED, "no hold 7");
        assertEquals(Optional.empty(), failure.hint());
        assertFalse(failure.retryable());
        assertEquals("no hold 7 [NOT_HELD, NOT_APPLIED]", failure.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatSurelyChangedNothingIsRetryable(CallOutcome outcome) {
        assertEquals(
                outcome == CallOutcome.NOT_APPLIED,
                new QuorateException(ErrorCode.OVERLOADED, outcome, "busy").retryable());
    }
}
