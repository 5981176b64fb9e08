package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts, in the shells that they are for; no server is there, and none is asked. */
class CompletionTest {
    @TempDir
    private Path home;

    private Path words;

    @BeforeEach
    void letAClusterHaveBeenAskedBefore() throws Exception {
        words = Files.createDirectories(home.resolve("quorate/completion"));
        CompletionTable table = new CompletionTable();
        table.offer("quorate", List.of("lock"));
        table.offer("quorate lock", List.of("acquire", "hold", "list"));
        table.offer(
                "quorate lock hold", List.of("--ttl", "jobs/nightly", "jobs:a", "$(touch ran)", "`touch ran`", "a b"));
        table.offerValues("--context", List.of("prod"));
        Files.writeString(words.resolve("none.words"), table.text());
        Files.writeString(words.resolve("none.asked"), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "quorate names;namespace",
                "quorate lo;lock",
                "./quorate lo;lock",
                "quorate lock ;acquire hold list",
                "quorate --endpoints a:1 lock h;hold",
                "quorate lock hold ;jobs/nightly jobs:a",
                "quorate lock hold --t;--timeout --ttl",
                "quorate --context ;prod",
                "quorate cluster status -o ;json table",
                "quorate cluster config set session.max-t;session.max-ttl",
                "quorate explain NO_Q;NO_QUORUM",
                "quorate completion ;bash zsh",
                "quorate compl;completion"
            })
    void completesInBash(String line, String expected) throws Exception {
        assertEquals(sorted(expected), sorted(bash(line)));
    }

    @Test
    void offersNothingForWhatIsUnknown() throws Exception {
        assertEquals("", bash("quorate nothing-like-it"));
    }

    @Test
    void replacesInBashOnlyWhatIsBehindAColon() throws Exception {
        assertEquals("a", bash("quorate lock hold jobs:"));
    }

    @Test
    void runsNothingThatANameOfAResourceMaySay() throws Exception {
        bash("quorate lock hold ");
        assertTrue(Files.notExists(home.resolve("ran")));
        assertEquals("", bash("quorate lock hold $(touch ran)"));
        assertTrue(Files.notExists(home.resolve("ran")));
    }

    @Test
    void asksInTheBackgroundAndAtMostOnceAMinute() throws Exception {
        Files.delete(words.resolve("none.asked"));
        bash("quorate ");
        assertTrue(Files.exists(words.resolve("none.asked")));
    }

    @Test
    void completesInZsh() throws Exception {
        Assumptions.assumeTrue(isThere("zsh"), "zsh is not installed: its script was NOT tried");
        Path script = script("zsh");
        String program = "compdef() { : }; compadd() { shift; print -l -- $@ }; source " + script
                + "; words=(quorate lock hold x); CURRENT=4; PREFIX=jobs; _quorate";
        assertEquals(sorted("jobs/nightly jobs:a"), sorted(output("zsh", "-f", "-c", program)));
    }

    @Test
    void refusesOtherShells() {
        assertEquals(ExitCode.USAGE.number(), run(new ByteArrayOutputStream(), "completion", "tcsh"));
    }

    private static List<String> sorted(String words) {
        return List.of(words.strip().split("\\s+", -1)).stream().sorted().toList();
    }

    private String bash(String line) throws Exception {
        Path script = script("bash");
        String program = "source " + script + "; COMP_LINE=$1; COMP_POINT=${#COMP_LINE}; _quorate;"
                + " printf '%s\\n' \"${COMPREPLY[@]}\"";
        return output("bash", "--norc", "-c", program, "bash", line).strip();
    }

    /** In which the program is none: what is fetched in the background ends at once. */
    private Path script(String shell) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, run(out, "completion", shell));
        return Files.writeString(
                home.resolve("script." + shell),
                out.toString(StandardCharsets.UTF_8).replace("'quorate' complete", "true complete"));
    }

    private static int run(ByteArrayOutputStream out, String... arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        return new Cli(console, Map.of()).run(List.of(arguments));
    }

    private static boolean isThere(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }

    private String output(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().put("XDG_CONFIG_HOME", home.toString());
        builder.environment().remove("QUORATE_CONTEXT");
        Path out = Files.createTempFile(home, "out", ".txt");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        return Files.readString(out);
    }
}
