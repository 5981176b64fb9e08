package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void showsTheVersionAsData() {
        assertEquals(0, run("--version"));
        assertTrue(out().startsWith("quorate "), out());
        assertEquals("", err());
    }

    @Test
    void showsHelpThatWasAskedForAsData() {
        assertEquals(0, run("bundle", "deploy", "--help"));
        assertTrue(out().startsWith("Usage: quorate bundle deploy"), out());
        assertEquals("", err());
    }

    @Test
    void showsHelpThatWasNotAskedForAsTalk() {
        assertEquals(ExitCode.USAGE.number(), run("bundle"));
        assertTrue(err().startsWith("Usage: quorate bundle"), err());
        assertEquals("", out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--nope; Unknown option: '--nope' (see `quorate --help`) [USAGE]",
                "bundle deploi x; `quorate bundle` has no command 'deploi'; did you mean 'deploy'",
                "session describe; Missing required parameter: 'ID' (see `quorate session describe --help`) [USAGE]",
                "session describe abc; 'abc' is no session id; allowed is a positive number: see `quorate session list` [USAGE]",
                "cluster status --timeout 5; option --timeout: '5' is not a duration such as 500ms, 30s, 5m, 2h or 1d [USAGE]",
                "cluster status -o xml; option --output: 'xml' is no form of output; allowed is table or json [USAGE]",
                "cluster status --endpoints nowhere; endpoint 'nowhere' is wrong; allowed is host:port",
                "cluster status --endpoints 127.0.0.1:99999; endpoint '127.0.0.1:99999' has no possible port; allowed is 1 to 65535 [USAGE]",
                "cluster status --endpoints a:1,b:0; endpoint 'b:0' has no possible port; allowed is 1 to 65535 [USAGE]",
                "cluster status --timeout 0s; option --timeout: '0s' is out of range; allowed is 1ms to 365d [USAGE]",
                "cluster status --timeout 99999999999d; option --timeout: '99999999999d' is out of range",
                "cluster config set session.max-ttl; Missing required parameter: 'VALUE'",
                "cluster config set session.max-ttl 1s --if-version x; option --if-version: 'x' is no version; allowed is a number above 0 [USAGE]",
                "namespace create; Missing required parameter: 'NAME'",
                "namespace create team --quota 5; '5' is no quota; allowed is a number above 0 with its unit (B, KiB, MiB, GiB, TiB), or none [USAGE]",
                "namespace quota team 0B; '0B' is no quota",
                "server --set session.max-ttl=1s; set it for the whole cluster with `quorate cluster config set session.max-ttl VALUE`",
                "server --set nonsense; option --set: 'nonsense' is not KEY=VALUE [USAGE]",
                "server --set foo.bar=1; unknown key 'foo.bar'"
            })
    void tellsUsageErrorsInOneLine(String line, String part) {
        assertEquals(ExitCode.USAGE.number(), run(line.split(" ", -1)));
        assertTrue(err().contains(part), err());
        assertEquals(1, err().lines().count());
        assertEquals("", out());
    }

    @Test
    void aTimeLimitThatWasTypedHoldsAlsoWhereTheDefaultIsLonger() {
        Duration longer = Duration.ofHours(1);
        assertEquals(
                longer, GlobalOptions.peek(List.of("cluster", "add"), Map.of()).timeout(longer));
        assertEquals(
                Duration.ofSeconds(30),
                GlobalOptions.peek(List.of("cluster", "add", "--timeout", "30s"), Map.of())
                        .timeout(longer));
    }

    @Test
    void explainsCodes() {
        assertEquals(0, run("explain", "no-quorum"));
        assertTrue(out().startsWith("NO_QUORUM: "), out());
        assertEquals(ExitCode.NOT_FOUND.number(), run("explain", "NO_QORUM"));
        assertTrue(err().contains("did you mean NO_QUORUM?"), err());
    }

    @Test
    void tellsThatNoServerIsThere() {
        assertEquals(
                ExitCode.UNAVAILABLE.number(),
                run("cluster", "status", "--endpoints", "127.0.0.1:1", "--timeout", "200ms"));
        assertTrue(err().contains("[UNREACHABLE"), err());
    }

    @Test
    void guessesAMisspelledCommandWithoutAServer() {
        assertEquals(
                ExitCode.UNAVAILABLE.number(),
                run("--endpoints", "127.0.0.1:1", "bundel", "list", "--timeout", "200ms"));
        assertTrue(err().contains("did you mean `quorate bundle`?"), err());
    }

    @Test
    void guessesNothingForTheNameOfARecipeWithoutAServer() {
        assertEquals(
                ExitCode.UNAVAILABLE.number(),
                run("bundles-lock", "--help", "--endpoints", "127.0.0.1:1", "--timeout", "200ms"));
        assertTrue(
                err().startsWith("quorate: 'bundles-lock' is no command of this program, and what a recipe can do is"
                        + " asked of a server: "),
                err());
    }

    @Test
    void makesNoSuggestionOfANameThatIsKnown() {
        assertEquals("", Cli.suggestion("lock", Set.of("lock", "bundle")));
        assertEquals("did you mean `quorate lock`? ", Cli.suggestion("lok", Set.of("lock", "bundle")));
    }

    @Test
    void takesHelpAsAWordToo() {
        assertEquals(0, run("help", "bundle", "deploy"));
        assertTrue(out().startsWith("Usage: quorate bundle deploy"), out());
    }

    @Test
    void doesNotAdviseToDeployAMisspelledName() {
        Set<String> known = Set.of("bundle", "semaphore");
        Failure failure = assertThrows(Failure.class, () -> Cli.requireNotMisspelled("semaphor", known));
        assertEquals(
                "did you mean `quorate semaphore`? 'semaphor' is neither a command nor an active recipe"
                        + " [RECIPE_NOT_FOUND]",
                failure.getMessage());
        assertEquals(ExitCode.NOT_FOUND, failure.exitCode());
        Cli.requireNotMisspelled("semaphore", known);
        Cli.requireNotMisspelled("election", known);
    }

    @Test
    void failsOfARunHaveTheirOwnCode() {
        assertEquals(
                ExitCode.RUN_FAILED.number(),
                run("semaphore", "run", "gpu", "--endpoints", "127.0.0.1:1", "--timeout", "200ms", "--", "true"));
    }

    @Test
    void showsTheStackTraceOnlyWhenDebugging() {
        run("session", "describe", "abc");
        assertEquals(1, err().lines().count());
        new Cli(console(), Map.of("QUORATE_DEBUG", "1")).run(List.of("session", "describe", "abc"));
        assertTrue(err().contains("\tat io.quorate.cli"), err());
    }

    private int run(String... arguments) {
        return new Cli(console(), Map.of()).run(List.of(arguments));
    }

    private Console console() {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
