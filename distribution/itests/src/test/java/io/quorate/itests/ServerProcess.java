package io.quorate.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which can be killed and started again on the same data and port. */
final class ServerProcess implements AutoCloseable {
    private final Path directory;
    private final Path output;
    private final int port;
    private final String javaOptions;
    private Process process;

    private ServerProcess(Path directory, int port, String javaOptions) throws IOException, InterruptedException {
        this.directory = directory;
        this.output = directory.resolve("server.txt");
        this.port = port;
        this.javaOptions = javaOptions;
        start();
    }

    static ServerProcess start(Path directory) throws IOException, InterruptedException {
        return start(directory, "");
    }

    /** @param javaOptions for its virtual machine */
    static ServerProcess start(Path directory, String javaOptions) throws IOException, InterruptedException {
        return new ServerProcess(directory, freePort(), javaOptions);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String endpoint() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Starts it and waits until it is ready. */
    void start() throws IOException, InterruptedException {
        Files.deleteIfExists(output);
        ProcessBuilder builder = Shipped.command(
                        "server", "--set", "data.directory=" + data(), "--set", "client.listen=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("QUORATE_JAVA_OPTS", javaOptions);
        process = builder.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(output) || !Files.readString(output).contains("ready: ")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the server did not become ready: " + Files.readString(output));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, without waiting for what comes of it. */
    void signal() {
        process.destroy();
    }

    /** SIGTERM; returns the exit code. */
    int terminate() throws InterruptedException {
        signal();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not end after SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
