package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.backup.BackupHeader;
import io.quorate.backup.BackupWriter;
import io.quorate.recipe.system.SystemQuery.BackupOpened;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups as files, without a server. */
class BackupCommandsTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return new Cli(console, Map.of()).run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Without rows. */
    private Path backup(String name, String namespace) throws IOException {
        Path file = directory.resolve(name);
        BackupHeader header =
                new BackupHeader("2026-01-02T03:04:05Z", "0.1.0", "demo", 1, 0, 40, 1, 60, 1, 70, namespace);
        try (OutputStream to = Files.newOutputStream(file);
                BackupWriter writer = new BackupWriter(to, header)) {
            writer.finish();
        }
        return file;
    }

    @Test
    void listsWhatIsThereByTheHeadersAndMarksWhatIsNone() throws Exception {
        backup("a.quorate-backup", "");
        backup("b.quorate-backup", "team");
        Files.writeString(directory.resolve("c.quorate-backup"), "something else");
        Files.writeString(directory.resolve("d.quorate-backup.1.part"), "under way");
        assertEquals(0, run("backup", "list", directory.toString()));
        List<String> lines = out().lines().toList();
        assertEquals(4, lines.size(), out());
        assertTrue(
                lines.get(1).matches("a.quorate-backup +2026-01-02T03:04:05Z +demo +0 +60 +- +\\d+ +-"), lines.get(1));
        assertTrue(lines.get(2).matches("b.quorate-backup .* team +\\d+ +-"), lines.get(2));
        assertTrue(lines.get(3).matches("c.quorate-backup .* this is no backup of Quorate.*"), lines.get(3));
    }

    @Test
    void verifiesAllThatAreNamedAndFailsForOne() throws Exception {
        Path sound = backup("a.quorate-backup", "");
        assertEquals(0, run("backup", "verify", sound.toString()), err());
        Path cut = backup("b.quorate-backup", "");
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertEquals(1, run("backup", "verify", cut.toString(), sound.toString(), "-o", "json"));
        assertTrue(out().contains("\"intact\":true") || out().contains("\"intact\" : true"), out());
        assertTrue(
                err().contains(cut + ": before byte " + (bytes.length - 1) + ": the file ends within the end"), err());
        assertEquals(1, err().lines().count(), err());
    }

    @Test
    void tellsThatAFileIsMissing() {
        assertEquals(1, run("backup", "verify", directory.resolve("none").toString()));
        assertTrue(err().contains("cannot be read: java.nio.file.NoSuchFileException"), err());
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertEquals(2, run("backup", "create", directory.resolve("none").toString()));
        assertTrue(err().contains("is no directory: make it first"), err());
        assertEquals(2, run("backup", "create", "--all", "--namespace", "x", directory.toString()));
        assertTrue(err().contains("exclude each other"), err());
    }

    @Test
    void namesOfFilesCannotLeaveTheirDirectory() {
        BackupOpened opened = new BackupOpened("../a b", 1, 0, 40, 1, 60, 1, 70);
        assertEquals("%2E.%2Fa%20b-60-t%C3%A9am.quorate-backup", BackupCreation.fileName(opened, "téam"));
    }

    @Test
    void aFileThatIsNotFinishedLeavesNothing() throws Exception {
        try (PartFile file = PartFile.create(directory, "x")) {
            file.out().write(1);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
        Path finished;
        try (PartFile file = PartFile.create(directory, "x")) {
            file.out().write(new byte[] {1, 2});
            finished = file.finish();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(finished), left.toList());
        }
        assertEquals(2, Files.size(finished));
    }
}
