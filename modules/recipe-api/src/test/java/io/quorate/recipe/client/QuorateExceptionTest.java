package io.quorate.recipe.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuorateExceptionTest {
    /** The kind of each code, by outcome. */
    private static final String KINDS = """
            code               | NOT_APPLIED | UNKNOWN        | APPLIED
            INVALID_REQUEST    | Refused     | OutcomeUnknown | Lost
            OVERLOADED         | Unavailable | OutcomeUnknown | Lost
            RECIPE_NOT_FOUND   | Refused     | OutcomeUnknown | Lost
            CALL_NOT_FOUND     | Refused     | OutcomeUnknown | Lost
            CONTRACT_MISMATCH  | Refused     | OutcomeUnknown | Lost
            NAMESPACE_NOT_FOUND| Refused     | OutcomeUnknown | Lost
            NOT_FOUND          | Refused     | OutcomeUnknown | Lost
            CONFLICT           | Refused     | OutcomeUnknown | Lost
            RECIPE_FAILED      | Refused     | OutcomeUnknown | Lost
            OVER_BUDGET        | Refused     | OutcomeUnknown | Lost
            QUOTA_EXCEEDED     | Refused     | OutcomeUnknown | Lost
            BUNDLE_REFUSED     | Refused     | OutcomeUnknown | Lost
            UNTRUSTED_BUNDLE   | Refused     | OutcomeUnknown | Lost
            INSTANCE_FROZEN    | Unavailable | OutcomeUnknown | Lost
            WAIT_TIMED_OUT     | Refused     | OutcomeUnknown | Lost
            CANCELLED          | Aborted     | Aborted        | Aborted
            BODY_GONE          | Lost        | Lost           | Lost
            SESSION_EXPIRED    | Lost        | Lost           | Lost
            SESSION_EXPIRING   | Lost        | Lost           | Lost
            SESSION_TAKEN      | Lost        | Lost           | Lost
            SEQUENCE_MISMATCH  | Refused     | OutcomeUnknown | Lost
            NOT_LEADER         | Unavailable | OutcomeUnknown | Lost
            NOT_SERVING        | Unavailable | OutcomeUnknown | Lost
            NO_QUORUM          | Unavailable | OutcomeUnknown | Lost
            OUTCOME_UNKNOWN    | Refused     | OutcomeUnknown | Lost
            CLUSTER_RESTORED   | Lost        | Lost           | Lost
            INCOMPATIBLE       | Refused     | OutcomeUnknown | Lost
            UNAUTHENTICATED    | Refused     | OutcomeUnknown | Lost
            DEADLINE_EXCEEDED  | Unavailable | OutcomeUnknown | Lost
            UNREACHABLE        | Unavailable | OutcomeUnknown | Lost
            CLOSED             | Aborted     | Aborted        | Aborted
            HOLD_LOST          | Lost        | Lost           | Lost
            THE_RECIPES_OWN    | Refused     | OutcomeUnknown | Lost
            """;

    private static List<List<String>> rows() {
        return KINDS.lines()
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .toList();
    }

    @Test
    void theKindFollowsFromCodeAndOutcome() {
        List<List<String>> rows = rows();
        List<String> outcomes = rows.get(0);
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int i = 1; i < outcomes.size(); i++) {
                QuorateException failure =
                        QuorateException.of(row.get(0), CallOutcome.valueOf(outcomes.get(i)), "message");
                assertEquals(row.get(i) + "Exception", failure.getClass().getSimpleName(), failure::getMessage);
                assertEquals(row.get(0), failure.code());
                assertEquals(CallOutcome.valueOf(outcomes.get(i)), failure.outcome());
                assertEquals(row.get(i).equals("Unavailable"), failure.retryable(), failure::getMessage);
            }
        }
    }

    @Test
    void everyCodeAndOutcomeIsInTheTable() {
        List<List<String>> rows = rows();
        List<String> known = Arrays.stream(ErrorCode.values()).map(Enum::name).toList();
        assertEquals(
                known,
                rows.subList(1, rows.size() - 1).stream().map(row -> row.get(0)).toList());
        assertEquals(CallOutcome.values().length, rows.get(0).size() - 1);
    }

    @ParameterizedTest
    @EnumSource
    void everyKnownCodeSaysWhatToDo(ErrorCode code) {
        QuorateException failure = QuorateException.of(code, CallOutcome.UNKNOWN, "x");
        assertTrue(failure.is(code));
        String hint = failure.hint().orElseThrow();
        assertTrue(hint.matches("[A-Z`].*\\."), hint);
        assertTrue(hint.length() > 30, hint);
    }

    @Test
    void aRecipesOwnCodeIsExplainedByItsMessage() {
        QuorateException failure = QuorateException.of("NOT_HELD", CallOutcome.NOT_APPLIED, "no hold 7");
        assertEquals(Optional.empty(), failure.hint());
        assertFalse(failure.retryable());
        assertEquals("no hold 7 [NOT_HELD, NOT_APPLIED]", failure.getMessage());
    }
}
