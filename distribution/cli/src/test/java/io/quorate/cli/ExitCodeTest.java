package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        QuorateException failure = QuorateException.of(code, CallOutcome.NOT_APPLIED, "no");
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

    /** Codes stand in brackets at the end of messages, and recipes declare theirs as constants named like them. */
    @Test
    void everyCodeThatAnySourceSaysIsExplained() throws Exception {
        Pattern code = Pattern.compile("\\[([A-Z]+(?:_[A-Z]+)*)]\"|public static final String ([A-Z_]{3,}) = \"\\2\"");
        Set<String> said = new TreeSet<>();
        for (String sources : List.of("modules", "recipes", "distribution/cli")) {
            try (Stream<Path> files = Files.walk(Path.of("../..", sources))) {
                for (Path file : files.filter(each -> each.toString().matches(".*/src/main/.*\\.java"))
                        .toList()) {
                    Matcher found = code.matcher(Files.readString(file));
                    while (found.find()) {
                        said.add(found.group(1) == null ? found.group(2) : found.group(1));
                    }
                }
            }
        }
        assertTrue(said.containsAll(Set.of("NOT_GRANTED", "START", "HOLD_LOST", "INTERNAL")), said::toString);
        said.removeAll(ExplainCommand.explanations().stringPropertyNames());
        assertEquals(Set.of(), said, "codes without an explanation");
    }
}
