package io.quorate.cli.demo;

import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of ours, and what it has said so far. */
final class Child {
    /** For anything that one process does; slow machines need some of it. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Exit code of a process that SIGKILL ended. */
    static final int KILLED = 128 + 9;

    private static final int MAX_LINES = 1_000;

    private final String label;
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean isSilent;

    private Child(String label, Process process) {
        this.label = label;
        this.process = process;
    }

    static Child start(String label, ProcessBuilder command) {
        try {
            Child child = new Child(label, command.redirectErrorStream(true).start());
            Thread reader = new Thread(child::read, "output of " + label);
            reader.setDaemon(true);
            reader.start();
            return child;
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILURE, "cannot start " + label + ": " + failure, failure);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException ended) {
            // As good as its end.
        }
        silence();
    }

    private synchronized void add(String line) {
        if (lines.size() < MAX_LINES) {
            lines.add(line);
        }
        notifyAll();
    }

    private synchronized void silence() {
        isSilent = true;
        notifyAll();
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line in which the pattern is found. */
    synchronized Matcher await(Pattern pattern) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Optional<Matcher> found = find(pattern); ; found = find(pattern)) {
            if (found.isPresent()) {
                return found.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (isSilent || left <= 0) {
                throw failure(isSilent ? "it ended" : "nothing came for " + PATIENCE.toSeconds() + " s");
            }
            wait(left);
        }
    }

    /** The first line said so far in which the pattern is found. */
    synchronized Optional<Matcher> find(Pattern pattern) {
        return lines.stream().map(pattern::matcher).filter(Matcher::find).findFirst();
    }

    /** Waits for the end of the process and of its output; answers the exit code. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failure("it runs on after " + PATIENCE.toSeconds() + " s");
        }
        awaitSilence();
        return process.exitValue();
    }

    /** Waits until all that it said has been read. */
    private synchronized void awaitSilence() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSilent) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw failure("its output goes on after its end");
            }
            wait(left);
        }
    }

    /** Waits for the end, which must be this one. */
    void requireExit(int expected) throws InterruptedException {
        int code = awaitExit();
        if (code != expected) {
            throw failure("it ended with " + code + " and not with " + expected);
        }
    }

    /** SIGTERM. Through the handle, which leaves the output open for what the process says at its end. */
    void stop() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Waits until a killed process is gone, for a bounded time. */
    void awaitEnd() {
        process.onExit()
                .completeOnTimeout(process, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    synchronized String output() {
        return String.join("\n", lines);
    }

    /** What went wrong, and the last that it said. */
    synchronized Failure failure(String what) {
        String last = lines.isEmpty() ? "nothing" : "'" + lines.get(lines.size() - 1) + "'";
        return new Failure(ExitCode.FAILURE, label + ": " + what + "; the last it said was " + last);
    }
}
