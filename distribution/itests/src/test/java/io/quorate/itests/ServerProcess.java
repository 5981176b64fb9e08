package io.quorate.itests;

import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which can be killed and started again on the same data and port. */
final class ServerProcess implements AutoCloseable {
    private final Path directory;
    private final Path output;
    private final int port;
    private final String javaOptions;
    private final List<String> settings;
    private Process process;

    private ServerProcess(Path directory, int port, String javaOptions, List<String> settings) throws IOException {
        this.directory = directory;
        this.output = directory.resolve("server.txt");
        this.port = port;
        this.javaOptions = javaOptions;
        this.settings = settings;
        launch();
    }

    static ServerProcess start(Path directory) throws IOException, InterruptedException {
        return start(directory, "");
    }

    /** @param javaOptions for its virtual machine */
    static ServerProcess start(Path directory, String javaOptions) throws IOException, InterruptedException {
        ServerProcess server =
                new ServerProcess(directory, FreePorts.ofLoopback(1).get(0), javaOptions, List.of());
        server.awaitReady();
        return server;
    }

    /**
     * Starts it without waiting for it.
     *
     * @param settings more of them, as {@code KEY=VALUE}
     */
    static ServerProcess launch(Path directory, List<String> settings) throws IOException {
        return new ServerProcess(directory, FreePorts.ofLoopback(1).get(0), "", settings);
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
        launch();
        awaitReady();
    }

    private void launch() throws IOException {
        Files.deleteIfExists(output);
        List<String> arguments = new ArrayList<>(List.of("server"));
        arguments.addAll(List.of("--set", "data.directory=" + data(), "--set", "client.listen=127.0.0.1:" + port));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        ProcessBuilder builder = Shipped.command(arguments.toArray(String[]::new))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("QUORATE_JAVA_OPTS", javaOptions);
        process = builder.start();
    }

    void awaitReady() throws IOException, InterruptedException {
        awaitOutput("ready: ");
    }

    /** Waits until it has said this since its last start. */
    void awaitOutput(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(output) || !output().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the server did not say '" + text + "' but: " + output());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** All that it has said since its last start. */
    String output() throws IOException {
        return Files.readString(output);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** SIGSTOP: it stands still until {@link #wake}, and what is sent to it waits. */
    void suspend() throws IOException, InterruptedException {
        send("STOP");
    }

    /** SIGCONT. */
    void wake() throws IOException, InterruptedException {
        send("CONT");
    }

    private void send(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill -" + signal + " ended with " + code);
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
