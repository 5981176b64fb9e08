package io.quorate.benchmarks.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplaceTest {
    private static final Pattern PID = Pattern.compile("pid (\\d+)\n");

    @TempDir
    Path parent;

    @Test
    void closingEndsProcessesAlsoStoppedOnesAndRemovesFiles() throws Exception {
        Workplace workplace = Workplace.in(parent);
        Files.writeString(workplace.directory("data").resolve("file"), "x");
        Child child = workplace.start("sleeper", List.of("sh", "-c", "echo pid $$; exec sleep 600"));
        long pid = Long.parseLong(child.await(PID).group(1));
        child.signal("STOP");
        assertTrue(ProcessHandle.of(pid).isPresent());

        workplace.close();

        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        try (Stream<Path> left = Files.list(parent)) {
            assertEquals(0, left.count());
        }
        assertThrows(IOException.class, () -> workplace.start("late", List.of("sleep", "600")));
    }

    @Test
    void saysWhatAProcessSaidThatEndedTooEarly() throws Exception {
        try (Workplace workplace = Workplace.in(parent)) {
            Child child = workplace.start("failing", List.of("sh", "-c", "echo no port"));
            IOException failure = assertThrows(IOException.class, () -> child.await(PID));
            assertTrue(String.valueOf(failure.getMessage()).contains("no port"), failure.getMessage());
        }
    }
}
