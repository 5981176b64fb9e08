package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The root script {@code quorate}, over sources and a Maven that only count builds. */
@Timeout(60)
class BuildScriptTest {
    private static final String MAVEN = """
            #!/bin/sh
            home=distribution/assembly/target/quorate-1/quorate-1
            mkdir -p $home/bin
            printf '#!/bin/sh\\necho ran "$@"\\n' >$home/bin/quorate
            chmod +x $home/bin/quorate
            touch distribution/assembly/target/quorate-1.tar.gz
            echo built >>builds
            """;

    @TempDir
    Path root;

    @BeforeEach
    void layOutSources() throws IOException {
        Files.copy(Path.of("../../quorate"), root.resolve("quorate"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(root.resolve("pom.xml"), "<project>\n  <version>1</version>\n</project>\n");
        Files.writeString(root.resolve("mvnw"), MAVEN);
        assertTrue(root.resolve("mvnw").toFile().setExecutable(true));
        Files.createDirectories(root.resolve("modules/a"));
        Files.createDirectories(root.resolve("distribution/assembly"));
        Files.writeString(root.resolve("modules/a/One.java"), "one");
        Files.writeString(root.resolve("modules/a/Two.java"), "two");
    }

    @Test
    void buildsOnceForSourcesThatStayTheSame() throws Exception {
        assertTrue(run().endsWith("ran --version\n"));
        assertEquals("ran --version\n", run());
        assertEquals(1, builds());
    }

    @Test
    void buildsAnewWhenASourceIsGoneOrNew() throws Exception {
        run();
        Files.delete(root.resolve("modules/a/Two.java"));
        run();
        run();
        assertEquals(2, builds());
        Path older = Files.writeString(root.resolve("modules/a/Older.java"), "older than the archive");
        Files.setLastModifiedTime(older, Files.getLastModifiedTime(root.resolve("modules/a/One.java")));
        run();
        run();
        assertEquals(3, builds());
    }

    @Test
    void takesOverALockWithoutOwner() throws Exception {
        Files.createDirectories(root.resolve("target/build.lock"));
        run();
        assertEquals(1, builds());
    }

    @Test
    void takesOverALockWhoseOwnerIsGone() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        lock(gone.pid());
        run();
        assertEquals(1, builds());
    }

    @Test
    void saysForWhomItWaits() throws Exception {
        Process owner = new ProcessBuilder("sleep", "600").start();
        try {
            lock(owner.pid());
            Path output = root.resolve("output.txt");
            Process waiting = start(output);
            String line = "Waiting for process " + owner.pid() + " to build Quorate; it holds "
                    + root.toRealPath().resolve("target/build.lock") + "\n";
            while (!Files.readString(output).equals(line)) {
                assertTrue(!waiting.waitFor(20, TimeUnit.MILLISECONDS), () -> "it ended, waiting for " + line);
            }
            owner.destroyForcibly().onExit().join();
            assertEquals(0, waiting.waitFor());
            assertEquals(1, builds());
        } finally {
            owner.destroyForcibly();
        }
    }

    private void lock(long owner) throws IOException {
        Files.createDirectories(root.resolve("target/build.lock"));
        Files.writeString(root.resolve("target/build.lock/pid"), owner + "\n");
    }

    private int builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    /** Runs the script to its end; answers what it and the program said. */
    private String run() throws Exception {
        Path output = root.resolve("output.txt");
        assertEquals(0, start(output).waitFor());
        return Files.readString(output);
    }

    private Process start(Path output) throws IOException {
        return new ProcessBuilder(root.resolve("quorate").toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
