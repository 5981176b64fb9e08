package io.quorate.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command of the CLI that goes on until it is told to stop or loses what it holds. */
final class HolderProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path output;

    private HolderProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static HolderProcess start(Path scratch, String... arguments) throws IOException {
        Path output = Files.createTempFile(scratch, "holder", ".txt");
        Process process = Shipped.command(arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new HolderProcess(process, output);
    }

    /** Waits until it has said this. */
    HolderProcess await(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!output().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("'" + text + "' was not said, but: " + output());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /** For loops that wait for something else. */
    void requireRunning() throws InterruptedException {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("it ended: " + output());
        }
    }

    /** What it holds by. */
    String token() throws InterruptedException {
        await("Holding");
        return output().lines()
                .filter(line -> line.startsWith("token "))
                .map(line -> line.substring("token ".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** SIGTERM; answers the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    /** SIGHUP, as when its terminal goes; answers the exit code. */
    int hangUp() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
        return awaitExit();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it did not end: " + output());
        }
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
