package io.quorate.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that a {@link Workplace} started, and all that it has said. */
public final class Child {
    private static final int POLL_MILLIS = 20;
    private static final int STOP_SECONDS = 15;

    private final String name;
    private final Process process;
    private final Path output;

    Child(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    public String name() {
        return name;
    }

    /** Waits for something that it says. */
    public Matcher await(Pattern pattern) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (true) {
            boolean isOver = !process.isAlive();
            Matcher matcher = pattern.matcher(Files.readString(output));
            if (matcher.find()) {
                return matcher;
            }
            if (isOver || System.nanoTime() > deadline) {
                throw new IOException(name + " did not say '" + pattern + "' but: "
                        + Files.readString(output).strip());
            }
            boolean ignored = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Time of the processors that it has used, user and system together; to 10 ms on Linux. */
    public Duration cpu() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException(name + " has ended, or its processor time is not shown"));
    }

    /** What it has of the memory now. */
    public Memory memory() throws IOException {
        return Memory.of(process.pid());
    }

    /** What it has on its heap once that was collected, in bytes; it must be a JVM. Blocks. */
    public long liveHeap() throws IOException, InterruptedException {
        return LiveHeap.of(process.pid());
    }

    /**
     * Waits for its end, however long it takes.
     *
     * @throws IOException it did not end well
     */
    public void awaitSuccess() throws IOException, InterruptedException {
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(name + " ended with " + code + ": "
                    + Files.readString(output).strip());
        }
    }

    /**
     * Sends a signal.
     *
     * @param signal such as STOP
     */
    public void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " of " + name + " ended with " + code);
        }
    }

    /** SIGKILL; waits for the end. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM; waits for the end, and brings it about when it does not come. */
    public void stop() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS)
                .join();
        kill();
    }
}
