package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextTest {
    private static final Duration DEFAULT = Duration.ofSeconds(10);

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void standsInForWhatWasNotTyped() {
        run(0, "context create prod --endpoints a:1,b:2 --namespace team --timeout 30s -o json");
        assertEquals(List.of("127.0.0.1:7420"), globals("").endpoints(), "before it is used");
        run(0, "context use prod");
        GlobalOptions globals = globals("cluster status");
        assertEquals(List.of("a:1", "b:2"), globals.endpoints());
        assertEquals("team", globals.namespace());
        assertEquals(Duration.ofSeconds(30), globals.timeout());
        assertEquals(OutputFormat.JSON, globals.output());
        GlobalOptions typed = globals("--endpoints c:3 --namespace own --timeout 1s -o table");
        assertEquals(List.of("c:3"), typed.endpoints());
        assertEquals("own", typed.namespace());
        assertEquals(Duration.ofSeconds(1), typed.timeout());
        assertEquals(OutputFormat.TABLE, typed.output());
    }

    @Test
    void theNearerNameWins() {
        run(0, "context create used --endpoints used:1");
        run(0, "context create variable --endpoints variable:1");
        run(0, "context create line --endpoints line:1");
        run(0, "context use used");
        assertEquals(List.of("used:1"), globals("").endpoints());
        environment.put("QUORATE_CONTEXT", "variable");
        assertEquals(List.of("variable:1"), globals("").endpoints());
        environment.put("QUORATE_ENDPOINTS", "direct:1");
        assertEquals(List.of("direct:1"), globals("").endpoints());
        assertEquals(List.of("line:1"), globals("--context line").endpoints());
    }

    @Test
    void narrowsNothingThatCoversAllNamespacesAndShortensNoLongWait() {
        run(0, "context create prod --endpoints a:1 --namespace team --timeout 1s");
        GlobalOptions globals = globals("--context prod");
        assertTrue(globals.namedNamespace().isEmpty());
        assertEquals(MemberChange.LONG, globals.timeout(MemberChange.LONG));
        assertEquals(DEFAULT, globals("").timeout());
    }

    @Test
    void listsShowsAndForgets() throws Exception {
        assertEquals(0, json("context list").get("contexts").size());
        run(0, "context create a --endpoints a:1");
        run(0, "context create b --endpoints b:1");
        run(0, "context use b");
        JsonNode all = json("context list").get("contexts");
        assertEquals("a", all.get(0).get("name").asText());
        assertFalse(all.get(0).get("used").asBoolean());
        assertTrue(all.get(1).get("used").asBoolean());
        assertEquals("b:1", json("context show").get("endpoints").asText());
        run(0, "context delete b");
        run(ExitCode.NOT_FOUND.number(), "context show");
        assertEquals(1, json("context list").get("contexts").size());
    }

    @Test
    void replacesOnlyWhenToldSo() {
        run(0, "context create prod --endpoints a:1");
        run(ExitCode.CONFLICT.number(), "context create prod --endpoints b:1");
        assertTrue(err().contains("say --replace"), err());
        run(0, "context create prod --endpoints b:1 --replace");
        assertEquals(List.of("b:1"), globals("--context prod").endpoints());
        run(ExitCode.USAGE.number(), "context create empty");
        run(ExitCode.USAGE.number(), "context create ../prod --endpoints b:1");
    }

    @Test
    void tellsThatANameIsUnknown() {
        run(0, "context create prod --endpoints a:1");
        run(ExitCode.NOT_FOUND.number(), "cluster status --context prd");
        assertTrue(err().contains("there is no context 'prd'; did you mean 'prod'? [NOT_FOUND]"), err());
    }

    @Test
    void isReadableByTheUserAloneAndALinkStaysALink() throws Exception {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        run(0, "context create prod --endpoints a:1");
        Path file = file();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        Files.move(file, elsewhere.resolve("kept.json"));
        Files.createSymbolicLink(file, elsewhere.resolve("kept.json"));
        run(0, "context use prod");
        assertTrue(Files.isSymbolicLink(file));
        assertEquals(List.of("a:1"), globals("").endpoints());
        try (Stream<Path> left = Files.list(elsewhere)) {
            assertEquals(1, left.count(), "no part of a file stays");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{| secret; line 2: this is no JSON",
                "{| 'contexts': {| 'a': {'password': 'secret'}}}; line 3: allowed are the keys endpoints,",
                "{| 'contexts': {| 'a': {| 'endpoints': 'secret'}}}; line 4: the value of 'endpoints' is not",
                "{'contexts': {| 'a': {'timeout': 'secret'}}}; line 2: the value of 'timeout' is not",
                "{'contexts': {'../secret': {}}}; line 1: this is no name",
                "{'contexts':|| ['secret']}; line 3: an object in braces",
                "{'inUse': 5}; line 1: a text in quotes",
                "{'inUse': 'a', 'inUse': 'secret'}; line 1: this is no JSON",
                "{}|{'secret': 1}; line 2: nothing is allowed behind"
            })
    void namesFileAndLineOfADamageAndNothingOfWhatStandsThere(String text, String problem) throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text.replace('\'', '"').replace('|', '\n'));
        run(ExitCode.USAGE.number(), "cluster status");
        assertTrue(err().contains(file() + ", " + problem), err());
        assertFalse(err().contains("secret"), err());
        run(0, "explain NO_QUORUM");
    }

    private Path file() {
        return home.resolve("quorate").resolve("contexts.json");
    }

    private GlobalOptions globals(String line) {
        return GlobalOptions.peek(List.of(line.split(" ", -1)), environment());
    }

    private JsonNode json(String line) throws Exception {
        run(0, line + " -o json");
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    private void run(int code, String line) {
        out.reset();
        err.reset();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        assertEquals(code, new Cli(console, environment()).run(List.of(line.split(" ", -1))), this::err);
    }

    private Map<String, String> environment() {
        environment.put("XDG_CONFIG_HOME", home.toString());
        return environment;
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
