package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.backup.BackupReader;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemQuery.BackupOpened;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.recipe.system.SystemQuery.CloseBackup;
import io.quorate.recipe.system.SystemQuery.OpenBackup;
import io.quorate.recipe.system.SystemQuery.ReadBackup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BackupCreationTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> said = new ArrayList<>();

    /** Gives another state each time, in two parts and one without rows; the first ones break off. */
    private static final class Nodes implements BackupCreation.Source {
        private final int broken;
        private final ErrorCode why;
        private final Set<String> opened = new TreeSet<>();
        private final Set<String> closed = new TreeSet<>();

        Nodes(int broken, ErrorCode why) {
            this.broken = broken;
            this.why = why;
        }

        @Override
        public BackupOpened open(OpenBackup request) {
            assertTrue(opened.add(request.id()), "an id is drawn for each");
            return new BackupOpened("demo", 1, 0, 40, 1, opened.size(), 1, 70);
        }

        @Override
        public BackupPart read(ReadBackup request) {
            if (request.part() > 0 && opened.size() <= broken) {
                throw QuorateException.of(why, CallOutcome.NOT_APPLIED, "the node has gone");
            }
            byte[] bytes = {(byte) opened.size(), (byte) request.part()};
            return new BackupPart(bytes, request.part() == 1 ? 0 : 1, request.part() == 2);
        }

        @Override
        public void close(CloseBackup request) {
            closed.add(request.id());
        }
    }

    private void create(Nodes nodes, String target, OutputStream to) {
        Console console = new Console(
                new PrintStream(to, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        CommandLine line = new CommandLine(GlobalOptions.addTo(CommandLine.Model.CommandSpec.create()));
        Invocation invocation = new Invocation(line.parseArgs(), GlobalOptions.peek(List.of(), Map.of()), console);
        new BackupCreation(invocation, nodes, said::add, target, "").run();
        assertEquals(nodes.opened, nodes.closed);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void assertOfRevision(int revision, InputStream in) throws IOException {
        try (BackupReader reader = new BackupReader(in, "x")) {
            assertEquals(revision, reader.header().revision());
            assertArrayEquals(new byte[] {(byte) revision, 0}, reader.next().orElseThrow());
            assertArrayEquals(new byte[] {(byte) revision, 2}, reader.next().orElseThrow());
            assertTrue(reader.next().isEmpty());
        }
    }

    @Test
    void beginsAgainWithAnotherStateWhenTheNodeGoes() throws Exception {
        create(new Nodes(2, ErrorCode.NOT_FOUND), directory.toString(), out);
        Path file = directory.resolve("demo-3.quorate-backup");
        assertEquals(List.of(file), files());
        try (InputStream in = Files.newInputStream(file)) {
            assertOfRevision(3, in);
        }
        assertTrue(
                said.contains("Broken off, beginning again: the node has gone [NOT_FOUND, NOT_APPLIED]"),
                said::toString);
    }

    @Test
    void givesUpAndLeavesNothing() throws Exception {
        Nodes nodes = new Nodes(9, ErrorCode.UNREACHABLE);
        Failure failure = assertThrows(Failure.class, () -> create(nodes, directory.toString(), out));
        assertEquals(ExitCode.UNAVAILABLE, failure.exitCode());
        assertTrue(failure.getMessage().startsWith("the backup broke off 3 times, and no file was written"));
        assertEquals(3, nodes.opened.size());
        assertEquals(List.of(), files());
    }

    @Test
    void doesNotRepeatWhatWillBeRefusedAgain() throws Exception {
        Nodes nodes = new Nodes(9, ErrorCode.OVER_BUDGET);
        assertThrows(QuorateException.class, () -> create(nodes, directory.toString(), out));
        assertEquals(1, nodes.opened.size());
        assertEquals(List.of(), files());
    }

    @Test
    void standardOutputHasTheBackupAndNothingElse() throws Exception {
        create(new Nodes(0, ErrorCode.UNREACHABLE), "-", out);
        assertOfRevision(1, new ByteArrayInputStream(out.toByteArray()));
    }

    @Test
    void cannotBeginAgainOnStandardOutput() {
        Nodes nodes = new Nodes(1, ErrorCode.UNREACHABLE);
        Failure failure = assertThrows(Failure.class, () -> create(nodes, "-", out));
        assertTrue(failure.getMessage().startsWith("the backup broke off, and what was written is of no use"));
        assertEquals(1, nodes.opened.size());
    }

    @Test
    void tellsThatStandardOutputTakesNoMore() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        Nodes nodes = new Nodes(0, ErrorCode.UNREACHABLE);
        Failure failure = assertThrows(Failure.class, () -> create(nodes, "-", full));
        assertTrue(failure.getMessage().startsWith("cannot write to standard output"), failure.getMessage());
        assertEquals(nodes.opened, nodes.closed);
    }
}
