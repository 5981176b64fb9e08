package io.quorate.cli.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class RequestOptionsTest {
    @Test
    void takesScalarsInTheirOwnForm() {
        assertEquals(
                Map.of("permits", 3L, "size", -5L, "ratio", 0.5, "owner", "me"),
                typed(
                        "permits: int32, size: int64, ratio: real, owner: text",
                        "--permits",
                        "3",
                        "--size=-5",
                        "--ratio",
                        "0.5",
                        "--owner",
                        "me"));
    }

    @Test
    void leavesOutWhatWasNotTyped() {
        assertEquals(Map.of(), typed("permits: int32 = \"1\", owner: text?, force: bool"));
    }

    @Test
    void takesFlagsBothWays() {
        assertEquals(Map.of("force", true, "fair", false), typed("force: bool, fair: bool", "--force", "--no-fair"));
    }

    @Test
    void takesConstantsAsPeopleTypeThem() {
        assertEquals(Map.of("mode", "READ_ONLY"), typed("mode: choice(READ_ONLY, FULL)", "--mode", "read-only"));
    }

    @Test
    void takesTheContentOfAWrapper() {
        assertEquals(
                Map.of("token", Map.of("value", 42L)), typed("token: FencingToken{value: int64}", "--token", "42"));
    }

    @Test
    void takesOneOfTheOptionsThatSayWhichVariantItIs() {
        String request = "key: text, value: (Text{text: text} | Int64{number: int64})";
        assertEquals(
                Map.of("key", "/a", "value", Map.of("@", "Int64", "number", 5L)),
                typed(request, "--key", "/a", "--int64", "5"));
        assertEquals(Map.of("value", Map.of("@", "Text", "text", "5")), typed(request, "--text", "5"));
        for (String[] wrong : new String[][] {{}, {"--text", "5", "--int64", "5"}}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> typed(request, wrong));
            assertTrue(
                    refused.getMessage().startsWith("one of the options --int64, --text says the value"),
                    refused.getMessage());
        }
        assertEquals(Map.of(), typed("value: (Text{text: text} | Int64{number: int64})?"));
    }

    @Test
    void takesListsByRepetitionAndMapsByPairs() {
        assertEquals(
                Map.of("ids", List.of(1L, 2L), "labels", Map.of("zone", "a", "rack", "b=c")),
                typed(
                        "ids: [int64], labels: <text>",
                        "--ids",
                        "1",
                        "--ids",
                        "2",
                        "--labels",
                        "zone=a",
                        "--labels",
                        "rack=b=c"));
    }

    @Test
    void takesJsonForTheRest() {
        assertEquals(
                Map.of("owner", Map.of("name", "me", "token", Map.of("value", 9L))),
                typed(
                        "owner: Owner{name: text, token: FencingToken{value: int64}}",
                        "--owner",
                        "{\"name\": \"me\", \"token\": \"9\"}"));
        assertEquals(
                Map.of("figure", Map.of("@", "Circle", "radius", 1.5)),
                typed("figure: (Circle{radius: real} | Point{})", "--figure", "{\"@\": \"Circle\", \"radius\": 1.5}"));
    }

    @Test
    void takesDurationsForMilliseconds() {
        assertEquals(Map.of("waitMillis", 5_000L), typed("waitMillis: int64", "--wait", "5s"));
    }

    @Test
    void takesBytesAsTextAndAsBase64() {
        assertArrayEquals("hi".getBytes(StandardCharsets.UTF_8), (byte[])
                typed("data: bytes", "--data", "hi").get("data"));
        assertArrayEquals(new byte[] {(byte) 0xFF}, (byte[])
                typed("data: bytes", "--data", "base64:/w==").get("data"));
    }

    @Test
    void requiresWhatHasNoDefault() {
        assertThrows(MissingParameterException.class, () -> typed("token: FencingToken{value: int64}"));
    }

    @Test
    void givesAnotherNameWhereOneIsTaken() {
        assertEquals(
                List.of("--request-output", "--wait", "--wait-millis"),
                names("output: text, wait: int32, waitMillis: int64", Set.of("--output")));
    }

    @Test
    void showsDefaultsAsTheyAreTyped() {
        OptionSpec option =
                options("waitMillis: int64 = \"30000\"", Set.of()).specs().get(0);
        assertEquals(List.of("Default: 30s."), List.of(option.description()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "permits: int32; 3000000000; option --permits: allowed is a whole number from -2147483648 to 2147483647",
                "permits: int32; many; option --permits: allowed is a whole number from -2147483648 to 2147483647",
                "ratio: real; half; option --ratio: allowed is a number",
                "waitMillis: int64; 5; option --wait: '5' is not a duration such as 500ms, 30s, 5m, 2h or 1d",
                "mode: choice(READ, FULL); both; option --mode: allowed is one of read, full",
                "owner: Owner{name: text, age: int32}; me; option --owner: allowed is JSON for Owner{name: text, age: int32}",
                "labels: <text>; zone; option --labels: allowed is key=value"
            })
    void saysWhatIsAllowed(String field, String text, String message) {
        String option = message.substring("option ".length(), message.indexOf(':'));
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> typed(field, option, text));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void refusesUnknownFieldsInJson() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> typed("owner: Owner{name: text, age: int32}", "--owner", "{\"nam\": \"me\"}"));
        assertTrue(refusal.getMessage().contains("unknown field 'nam'"), refusal.getMessage());
    }

    private static SortedMap<String, Object> typed(String fields, String... arguments) {
        RequestOptions options = options(fields, Set.of());
        CommandSpec command = CommandSpec.create();
        options.specs().forEach(command::addOption);
        return options.request(new CommandLine(command).parseArgs(arguments));
    }

    private static List<String> names(String fields, Set<String> taken) {
        return options(fields, taken).specs().stream()
                .map(OptionSpec::longestName)
                .toList();
    }

    private static RequestOptions options(String fields, Set<String> taken) {
        return RequestOptions.of((Shape.Struct) Shape.parse("Request{" + fields + "}"), taken);
    }
}
