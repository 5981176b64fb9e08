package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.DirectoryLock;
import io.quorate.log.FileDisk;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is stopped, in the hands of an operator. */
class RecoverCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Node 2 of three. */
    @BeforeEach
    void node() throws IOException {
        String identity = "quorate-data 1\ncluster prod\nnode 2\ndirectory d\n";
        CRC32C crc = new CRC32C();
        crc.update(identity.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                directory.resolve("identity"), identity + String.format("crc32c %08x", crc.getValue()) + "\n");
        Path log = Files.createDirectory(directory.resolve("log"));
        try (Wal wal = Wal.open(FileDisk.open(log), new WalOptions(64 * 1024, 1, 1024), Runnable::run)) {
            wal.save(0, new HardState(4, 1, 1));
            Configuration all = Configuration.of(new TreeSet<>(List.of(1, 2, 3)), new TreeSet<>());
            wal.append(0, Entry.configuration(1, 3, all));
            wal.sync();
        }
    }

    /** @param typed by a person; empty for nobody */
    private int run(Optional<String> typed, String... arguments) {
        out.reset();
        err.reset();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                typed.isPresent(),
                typed.map(text -> new BufferedReader(new StringReader(text))),
                OptionalInt.empty());
        return new Cli(console, Map.of()).run(List.of(arguments));
    }

    private int recover(Optional<String> typed, String... more) {
        List<String> line =
                new java.util.ArrayList<>(List.of("recover", "--force-new-cluster", "--data", directory.toString()));
        line.addAll(List.of(more));
        return run(typed, line.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void assertSaid(String text) {
        assertTrue(err().contains(text), err());
    }

    private void assertUnchanged() throws IOException {
        assertTrue(Files.readString(directory.resolve("identity")).contains("cluster prod\n"));
        assertFalse(Files.exists(directory.resolve("recovery")));
        assertEquals("", out());
    }

    @Test
    void showsWhatTheNodeHas() {
        assertEquals(0, run(Optional.empty(), "recover", "--data", directory.toString(), "-o", "json"));
        assertTrue(out().contains("\"voters\""), out());
        assertTrue(out().replace(" ", "").contains("\"lastIndex\":\"1\""), out());
        assertTrue(out().replace(" ", "").contains("\"cluster\":\"prod\""), out());
    }

    @Test
    void tellsWhatMayBeLostBeforeItAsksAndBeginsOnlyWithTheId() throws Exception {
        assertEquals(2, recover(Optional.of("yes\n")));
        assertSaid("Dropped:   nodes 1, 3.");
        assertSaid(
                "every command that they acknowledged and that is not in this log, which ends with entry 1 of term 3");
        assertSaid("to start nodes 1, 3 ever again");
        assertSaid("the id of the lost cluster is prod, and not 'yes'. Nothing was changed [USAGE]");
        assertUnchanged();
        assertEquals(2, recover(Optional.of("")), "the input has ended");
        assertUnchanged();
        assertEquals(0, recover(Optional.of("prod\n")), this::err);
        assertSaid("Type the id of the lost cluster to go on: ");
        assertSaid("set cluster.id to prod-");
        assertSaid("quorate cluster add");
        assertTrue(out().contains("prod-"), out());
        assertEquals(4, recover(Optional.of("prod\n")));
        assertSaid("it is the only member of its cluster already: start it [CONFLICT]");
    }

    @Test
    void withoutAPersonOnlyTheIdOnTheLineCounts() throws Exception {
        assertEquals(2, recover(Optional.empty()));
        assertSaid("say --yes prod when all of this is meant. Nothing was changed");
        assertUnchanged();
        assertEquals(2, recover(Optional.empty(), "--yes", "production"));
        assertUnchanged();
        assertEquals(0, recover(Optional.empty(), "--yes", "prod", "--epoch-above", "3"), this::err);
    }

    @Test
    void aNodeThatRunsIsLeftAlone() throws Exception {
        try (DirectoryLock running = DirectoryLock.acquire(directory)) {
            assertEquals(1, recover(Optional.of("prod\n")), running::toString);
        }
        assertSaid("is in use by another process");
        assertUnchanged();
    }

    @Test
    void wrongLinesAreRefused() throws Exception {
        assertEquals(2, run(Optional.empty(), "recover"));
        assertSaid("name the node's directory with --data");
        assertEquals(2, run(Optional.empty(), "recover", "--data", directory.toString(), "--yes", "prod"));
        assertSaid("without --force-new-cluster nothing is changed");
        assertEquals(
                3,
                run(
                        Optional.empty(),
                        "recover",
                        "--data",
                        directory.resolve("none").toString()));
        assertSaid("there is no directory");
        assertEquals(
                1,
                run(
                        Optional.empty(),
                        "recover",
                        "--data",
                        directory.resolve("log").toString()));
        assertSaid("is no data directory of a node");
        assertEquals(2, recover(Optional.empty(), "--yes", "prod", "--epoch-above", "9999"));
        assertEquals(4, recover(Optional.empty(), "--yes", "prod", "--epoch-above", "2047"));
        assertSaid("there is no epoch above 2047");
        assertUnchanged();
    }
}
