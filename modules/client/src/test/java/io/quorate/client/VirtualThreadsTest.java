package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualThreadsTest {
    @TempDir
    private Path scratch;

    @Test
    void areNotPinnedByBlockingCalls() throws Exception {
        String home = System.getenv("JAVA_25_HOME");
        if (home == null) {
            System.err.println(
                    "SKIPPED: no JDK 25 is installed; give its directory as JAVA_25_HOME for virtual threads");
        }
        Assumptions.assumeTrue(home != null, "no JDK 25; set JAVA_25_HOME");
        Path out = scratch.resolve("out");
        Process child = new ProcessBuilder(
                        Path.of(home, "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        VirtualThreads.class.getName(),
                        scratch.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(child.waitFor(180, TimeUnit.SECONDS), "it has no end");
        } finally {
            child.destroyForcibly();
        }
        String said = Files.readString(out);
        assertEquals(0, child.exitValue(), said);
        assertTrue(said.contains("pinned by the client: 0, pinning is seen: true"), said);
    }
}
