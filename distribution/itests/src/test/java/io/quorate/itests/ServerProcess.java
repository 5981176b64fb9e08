package io.quorate.itests;

import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which can be killed and started again on the same data and port. */
public final class ServerProcess implements AutoCloseable {
    /** What runs in the process. */
    @FunctionalInterface
    public interface Program {
        /**
         * How it is started.
         *
         * @param settings as {@code KEY=VALUE}
         */
        ProcessBuilder with(List<String> settings) throws IOException;
    }

    private final Path directory;
    private final Path output;
    private final int port;
    private final Program program;
    private final List<String> settings;
    private Process process;

    private ServerProcess(Path directory, int port, Program program, List<String> settings) throws IOException {
        this.directory = directory;
        this.output = directory.resolve("server.txt");
        this.port = port;
        this.program = program;
        this.settings = settings;
        launch();
    }

    public static ServerProcess start(Path directory) throws IOException, InterruptedException {
        return start(directory, "");
    }

    /** {@code quorate server} of the distribution. */
    public static Program shipped(String javaOptions) {
        return settings -> {
            List<String> arguments = new ArrayList<>(List.of("server"));
            settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
            return Shipped.command(Shipped.SHORT_LIVED + " " + javaOptions, arguments);
        };
    }

    /** @param javaOptions for its virtual machine */
    static ServerProcess start(Path directory, String javaOptions) throws IOException, InterruptedException {
        ServerProcess server =
                new ServerProcess(directory, FreePorts.ofLoopback(1).get(0), shipped(javaOptions), List.of());
        server.awaitReady();
        return server;
    }

    /**
     * Starts it without waiting for it.
     *
     * @param settings more of them, as {@code KEY=VALUE}
     */
    static ServerProcess launch(Path directory, List<String> settings) throws IOException {
        return launch(directory, shipped(""), settings);
    }

    public static ServerProcess launch(Path directory, Program program, List<String> settings) throws IOException {
        return new ServerProcess(directory, FreePorts.ofLoopback(1).get(0), program, settings);
    }

    public String endpoint() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public Path data() {
        return directory.resolve("data");
    }

    /** Starts it and waits until it is ready. */
    public void start() throws IOException, InterruptedException {
        launch();
        awaitReady();
    }

    private void launch() throws IOException {
        Files.deleteIfExists(output);
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of("data.directory=" + data(), "client.listen=127.0.0.1:" + port));
        process = program.with(all)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Writes a line to its standard input. */
    public void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Another one on the same data and port, once this one has ended; it is started and not waited for. */
    ServerProcess with(List<String> otherSettings) throws IOException {
        return new ServerProcess(directory, port, program, otherSettings);
    }

    /** Starts it without waiting for it. */
    public void begin() throws IOException {
        launch();
    }

    /** Waits for it to end by itself; answers its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server goes on");
        }
        return process.exitValue();
    }

    public void awaitReady() throws IOException, InterruptedException {
        awaitOutput("ready: ");
        if (!isRunning()) {
            throw new IllegalStateException("the server has ended: " + output());
        }
    }

    /** Waits until it has said this since its last start. */
    public void awaitOutput(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!Files.exists(output) || !output().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the server did not say '" + text + "' but: " + output());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** All that it has said since its last start. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** Waits for it to end by itself, so long at most; whether it has. */
    public boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** SIGSTOP: it stands still until {@link #wake}, and what is sent to it waits. */
    public void suspend() throws IOException, InterruptedException {
        send("STOP");
    }

    /** SIGCONT. */
    public void wake() throws IOException, InterruptedException {
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

    public long pid() {
        return process.pid();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, without waiting for what comes of it. */
    public void signal() {
        process.destroy();
    }

    /** SIGTERM; returns the exit code. */
    public int terminate() throws InterruptedException {
        signal();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not end after SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
