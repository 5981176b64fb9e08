package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.cli.demo.Demo;
import io.quorate.cli.demo.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code quorate demo} tells the truth: it succeeds, and each of its steps can fail. */
class DemoIT {
    private static final long PATIENCE_SECONDS = 120;
    private static final int INTERRUPTED = 130;
    private static final int EARLY = 2;

    @TempDir
    private Path scratch;

    private Path temporary;
    private Path output;

    @BeforeEach
    void prepare() throws IOException {
        temporary = Files.createDirectory(scratch.resolve("tmp"));
        output = scratch.resolve("output.txt");
    }

    @AfterEach
    void leavesNothingBehind() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals(List.of(), processes());
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"lock", "recipes"})
    void showsWhatItSays(String name) throws Exception {
        Story story = Story.named(name).orElseThrow();
        Process demo = start(story, "");
        assertEquals(0, end(demo), this::said);
        assertEquals(story.stepNames().size() + 2, said().lines().count(), this::said);
        assertTrue(
                said().contains("still holds, B still waits") || said().contains("the counter is what it was"),
                this::said);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("steps")
    void noticesAndNamesTheStepThatFails(String name, String step) throws Exception {
        Story story = Story.named(name).orElseThrow();
        Process demo = start(story, step);
        assertEquals(1, end(demo), this::said);
        assertTrue(said().contains("the demo failed at step '" + step + "'"), this::said);
        assertEquals(story.stepNames().indexOf(step) + 2, said().lines().count(), this::said);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void cleansUpWhenItIsStopped() throws Exception {
        Process demo = start(Story.LOCK, "");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!said().contains(" 5. ")) {
            assertTrue(demo.isAlive() && System.nanoTime() < deadline, this::said);
            demo.waitFor(20, TimeUnit.MILLISECONDS);
        }
        demo.destroy();
        assertEquals(INTERRUPTED, end(demo), this::said);
    }

    /** An early one of each story; all of them take some minutes, with {@code -Ddemo.steps=all}. */
    private static List<Arguments> steps() {
        boolean isWhole = System.getProperty("demo.steps", "").equals("all");
        return Story.all().stream()
                .flatMap(story -> story.stepNames().stream()
                        .filter(step -> isWhole || step.equals(story.stepNames().get(EARLY)))
                        .map(step -> Arguments.of(story.name(), step)))
                .toList();
    }

    private Process start(Story story, String sabotaged) throws IOException {
        String javaOptions = Shipped.SHORT_LIVED + " -Xmx256m -Djava.io.tmpdir=" + temporary;
        ProcessBuilder builder = Shipped.command(javaOptions, List.of("demo", "--story", story.name()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put(Demo.SABOTAGE_VARIABLE, sabotaged);
        return builder.start();
    }

    private static int end(Process demo) throws InterruptedException {
        assertTrue(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the demo did not end");
        return demo.exitValue();
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** Command lines that name this test's directory. */
    private List<String> processes() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(temporary.toString()))
                .toList();
    }
}
