package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked where there is neither Maven nor a source. */
class DistributionIT {
    @TempDir
    private static Path scratch;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        Path unpacked = Files.createDirectory(scratch.resolve("un packed"));
        String name = Shipped.home().getFileName().toString();
        Path archive = Path.of("..", "assembly", "target", name + ".tar.gz");
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", unpacked.toString())
                .inheritIO()
                .start();
        assertEquals(0, tar.waitFor());
        home = unpacked.resolve(name);
    }

    @Test
    void startsFromAnywhereAndThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(scratch.resolve("q"), home.resolve("bin/quorate"));
        assertTrue(run(Map.of(), 0, link.toString(), "--version").startsWith("quorate "));
    }

    @Test
    void asksForAJavaWhenThereIsNone() throws Exception {
        String said = run(Map.of("JAVA_HOME", scratch.resolve("nowhere").toString()), 1, program(), "--version");
        assertTrue(said.contains("there is no Java") && said.contains("JDK 17"), said);
    }

    @Test
    void asksForANewerJavaWhenItIsTooOld() throws Exception {
        Path old = scratch.resolve("jdk-11");
        Files.createDirectories(old.resolve("bin"));
        Files.createFile(
                old.resolve("bin/java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
        String said = run(Map.of("JAVA_HOME", old.toString()), 1, program(), "--version");
        assertTrue(said.contains("Java 11.0.2 is too old"), said);
    }

    @Test
    void tellsAWrongKeyWithItsLine() throws Exception {
        Path file = Files.writeString(scratch.resolve("wrong.yaml"), "node:\n  id: 1\n  nmae: x\n");
        String said = run(Map.of(), 2, program(), "server", "--config", file.toString());
        assertTrue(said.contains("wrong.yaml:3") && said.contains("node.nmae"), said);
    }

    @Test
    void tellsAPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String said = run(
                    Map.of(),
                    1,
                    program(),
                    "server",
                    "--set",
                    "data.directory=" + scratch.resolve("port"),
                    "--set",
                    "client.listen=127.0.0.1:" + taken.getLocalPort());
            assertTrue(said.contains("client.listen") && said.contains("in use"), said);
        }
    }

    @Test
    void tellsADataDirectoryThatIsNone() throws Exception {
        Path file = Files.createFile(scratch.resolve("file"));
        String said = run(
                Map.of(),
                1,
                program(),
                "server",
                "--set",
                "data.directory=" + file,
                "--set",
                "client.listen=127.0.0.1:0");
        assertTrue(said.contains("data.directory"), said);
    }

    @Test
    void runsTheShippedConfigurationAndEndsWithZeroWhenStopped() throws Exception {
        Path output = scratch.resolve("server.txt");
        Process server = new ProcessBuilder(
                        program(),
                        "server",
                        "--config",
                        home.resolve("config/quorate.yaml").toString(),
                        "--set",
                        "data.directory=" + scratch.resolve("data"),
                        "--set",
                        "client.listen=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        awaitOutput(server, output, "ready: client 127.0.0.1:");
        server.destroy();
        assertTrue(server.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, server.exitValue(), Files.readString(output));
    }

    @Test
    void devOffersAFirstLockAndRemovesItsData() throws Exception {
        Path output = scratch.resolve("dev.txt");
        Path temporary = Files.createDirectory(scratch.resolve("tmp"));
        ProcessBuilder builder = new ProcessBuilder(program(), "dev", "--listen", "127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("QUORATE_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        Process dev = builder.start();
        awaitOutput(dev, output, "Ctrl-C stops the server.");
        assertTrue(Files.readString(output).contains("quorate lock hold jobs/nightly --endpoints 127.0.0.1:"));
        dev.destroy();
        assertTrue(dev.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, dev.exitValue(), Files.readString(output));
        try (var left = Files.list(temporary)) {
            assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith("quorate-dev-")));
        }
    }

    @Test
    void devOffersAClusterThatOutlivesANodeAndRemovesItsData() throws Exception {
        Path output = scratch.resolve("dev-cluster.txt");
        Path temporary = Files.createDirectory(scratch.resolve("tmp-cluster"));
        ProcessBuilder builder = new ProcessBuilder(program(), "dev", "--nodes", "3", "--listen", "127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("QUORATE_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        Process dev = builder.start();
        List<ProcessHandle> nodes = List.of();
        try {
            awaitOutput(dev, output, "Ctrl-C stops the server.");
            nodes = dev.descendants().toList();
            Matcher leader = Pattern.compile("Node (\\d) on \\S+, process (\\d+), leads\\.")
                    .matcher(Files.readString(output));
            assertTrue(leader.find(), Files.readString(output));
            Matcher endpoints = Pattern.compile("lock describe jobs/nightly --endpoints (\\S+)")
                    .matcher(Files.readString(output));
            assertTrue(endpoints.find(), Files.readString(output));
            assertEquals(3, endpoints.group(1).split(",", -1).length);
            ProcessHandle.of(Long.parseLong(leader.group(2))).orElseThrow().destroyForcibly();
            awaitOutput(dev, output, "Node " + leader.group(1) + " has ended with 137.");
            run(Map.of(), 0, program(), "lock", "describe", "jobs/nightly", "--endpoints", endpoints.group(1));
            dev.destroy();
            assertTrue(dev.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, dev.exitValue(), Files.readString(output));
            assertTrue(nodes.stream().noneMatch(ProcessHandle::isAlive), "a node was left");
            try (var left = Files.list(temporary)) {
                assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith("quorate-dev-")));
            }
        } finally {
            nodes.forEach(ProcessHandle::destroyForcibly);
            dev.destroyForcibly();
        }
    }

    @Test
    void devRefusesAClusterOfTwo() throws Exception {
        assertTrue(run(Map.of(), 2, program(), "dev", "--nodes", "2").contains("'2' is not 1, 3 or 5"));
    }

    private static void awaitOutput(Process process, Path output, String text) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(output).contains(text)) {
            assertTrue(process.isAlive() && System.nanoTime() < deadline, Files.readString(output));
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private static String program() {
        return home.resolve("bin/quorate").toString();
    }

    private static String run(Map<String, String> environment, int code, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(scratch, "run", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), String.join(" ", command));
        assertEquals(code, process.exitValue(), Files.readString(output));
        return Files.readString(output);
    }
}
