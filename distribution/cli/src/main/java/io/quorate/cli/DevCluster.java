package io.quorate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/** Several nodes that are one cluster on this machine, each a process of its own, so that one can be killed. */
final class DevCluster implements AutoCloseable {
    private static final int POLL_MILLIS = 50;
    private static final int MAX_POLLS = 60_000 / POLL_MILLIS;
    private static final int STOP_SECONDS = 10;

    /** One node, and all that it says. */
    record Node(int number, Process process, Path output) {
        private String said() {
            try {
                return Files.readString(output);
            } catch (IOException unreadable) {
                return "";
            }
        }

        /** Where clients find it, once it is ready. */
        String endpoint() {
            Matcher ready = LocalNode.READY.matcher(said());
            return ready.find() ? ready.group(1) : "";
        }

        private void awaitReady() throws InterruptedException {
            for (int poll = 0; endpoint().isEmpty(); poll++) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || poll > MAX_POLLS) {
                    throw new Failure(
                            ExitCode.FAILURE, "node " + number + " did not become ready; it said: " + said().strip());
                }
            }
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    private volatile boolean closing;

    private DevCluster() {}

    /**
     * Starts all nodes, or none.
     *
     * @param data of all of them, a directory for each
     * @param listen for the clients of the first; the others take any port of 127.0.0.1
     */
    static DevCluster start(Distribution distribution, Path data, int count, String listen) {
        DevCluster cluster = new DevCluster();
        try {
            cluster.launchAll(LocalNode.cluster(distribution, "dev", data, count, listen));
            return cluster;
        } catch (Failure failure) {
            cluster.close();
            throw failure;
        }
    }

    private void launchAll(List<LocalNode> starts) {
        for (LocalNode start : starts) {
            Path output = start.directory().resolve("server.txt");
            try {
                Files.deleteIfExists(output);
                Process process = new ProcessBuilder(start.command())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                nodes.add(new Node(start.number(), process, output));
            } catch (IOException failure) {
                throw new Failure(ExitCode.FAILURE, "cannot start node " + start.number() + ": " + failure, failure);
            }
        }
    }

    void awaitReady() throws InterruptedException {
        for (Node node : nodes) {
            node.awaitReady();
        }
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    List<String> endpoints() {
        return nodes.stream().map(Node::endpoint).toList();
    }

    /** Says it when a node ends that was not told to; blocks until all have ended. */
    void watch(Console console) {
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (Node node : nodes) {
            ends.add(node.process().onExit().thenAccept(ended -> {
                if (!closing) {
                    console.say("Node " + node.number() + " has ended with " + ended.exitValue() + ".");
                }
            }));
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
    }

    /** Stops all nodes, and waits until they are gone. Idempotent. */
    @Override
    public void close() {
        closing = true;
        nodes.forEach(node -> node.process().destroy());
        for (Node node : nodes) {
            node.process()
                    .onExit()
                    .completeOnTimeout(node.process(), STOP_SECONDS, TimeUnit.SECONDS)
                    .join();
            node.process().destroyForcibly().onExit().join();
        }
    }
}
