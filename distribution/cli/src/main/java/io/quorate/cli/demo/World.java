package io.quorate.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.cli.Distribution;
import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.cli.LocalNode;
import io.quorate.cli.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that a run of the story has made: a directory and processes. */
final class World {
    /** Numbers of the nodes of the cluster. */
    static final List<Integer> NODES = List.of(1, 2, 3);

    /** Of each call of a client process. */
    private static final String CALL_TIMEOUT = "5s";

    private final Distribution distribution;
    private final TemporaryDirectory directory;
    private final Map<String, Child> children = new HashMap<>();
    private final List<Child> all = new ArrayList<>();
    private final Map<Integer, LocalNode> nodes = new TreeMap<>();
    private final Map<Integer, String> endpoints = new TreeMap<>();
    private final Programs programs = new Programs();
    private boolean isClosed;

    private World(Distribution distribution, TemporaryDirectory directory) {
        this.distribution = distribution;
        this.directory = directory;
    }

    static World create(Distribution distribution) {
        TemporaryDirectory directory = TemporaryDirectory.create("quorate-demo-");
        try {
            // Processes that are killed cannot remove the native libraries that they unpacked.
            Files.createDirectory(directory.path().resolve("tmp"));
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILURE, "cannot write into " + directory.path() + ": " + failure, failure);
        }
        return new World(distribution, directory);
    }

    Programs programs() {
        return programs;
    }

    /** The shipped bundle of this recipe. */
    Path recipe(String name) {
        return distribution
                .recipe(name)
                .orElseThrow(() -> new Failure(ExitCode.FAILURE, "no recipe '" + name + "' is shipped"));
    }

    Path directory() {
        return directory.path();
    }

    /** Of all nodes. */
    Path data() {
        return directory.path().resolve("data");
    }

    /** Address for clients of each node by its number; chosen at its first start, and kept at the next. */
    List<String> endpoints() {
        return List.copyOf(endpoints.values());
    }

    String endpoint(int node) {
        return Objects.requireNonNull(endpoints.get(node));
    }

    /** Starts all nodes and waits until they serve. */
    void startCluster() throws InterruptedException {
        for (LocalNode node : LocalNode.cluster(distribution, "demo", data(), NODES.size(), "127.0.0.1:0")) {
            nodes.put(node.number(), node);
            launchNode(node);
        }
        for (int number : NODES) {
            endpoints.put(number, node(number).await(LocalNode.READY).group(1));
        }
    }

    /** Starts a node again on its data and waits until it serves. */
    Child restart(int number) throws InterruptedException {
        launchNode(Objects.requireNonNull(nodes.get(number)), "--set", "client.listen=" + endpoint(number));
        node(number).await(LocalNode.READY);
        return node(number);
    }

    private void launchNode(LocalNode node, String... more) {
        launch(
                name(node.number()),
                Stream.concat(node.command().stream(), Stream.of(more)).toList());
    }

    /** The process of this node, of the last one if it was started again. */
    Child node(int number) {
        return child(name(number));
    }

    private static String name(int node) {
        return "node " + node;
    }

    /** Kills so many nodes that the others serve nothing. */
    void killMajority() throws InterruptedException {
        for (int number : NODES.subList(0, NODES.size() / 2 + 1)) {
            node(number).kill();
            node(number).awaitExit();
        }
    }

    /** Starts a client that goes on. */
    Child startClient(String name, String... arguments) {
        return launch(name, client(arguments));
    }

    /** Runs a client to its end. */
    Child runClient(String... arguments) throws InterruptedException {
        Child client = launch("`quorate " + String.join(" ", arguments) + "`", client(arguments));
        client.awaitExit();
        return client;
    }

    /** Runs a client that answers with JSON. */
    JsonNode ask(String... arguments) throws InterruptedException {
        List<String> json = new ArrayList<>(List.of(arguments));
        json.addAll(List.of("-o", "json"));
        Child client = runClient(json.toArray(String[]::new));
        client.requireExit(0);
        try {
            return new ObjectMapper().readTree(client.output());
        } catch (JsonProcessingException malformed) {
            throw client.failure("that is no JSON");
        }
    }

    /** The process last started under this name. */
    synchronized Child child(String name) {
        return Objects.requireNonNull(children.get(name), name);
    }

    private List<String> client(String... arguments) {
        List<String> command = new ArrayList<>(List.of(distribution.program().toString()));
        command.addAll(List.of("--endpoints", String.join(",", endpoints()), "--timeout", CALL_TIMEOUT));
        command.addAll(List.of(arguments));
        return command;
    }

    private synchronized Child launch(String name, List<String> command) {
        if (isClosed) {
            throw new Failure(ExitCode.FAILURE, "stopped");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .merge(
                        "QUORATE_JAVA_OPTS",
                        "-Djava.io.tmpdir=" + directory.path().resolve("tmp"),
                        (given, ours) -> given + " " + ours);
        Child child = Child.start(name, builder);
        children.put(name, child);
        all.add(child);
        return child;
    }

    /** Kills what still runs and removes the directory. Idempotent; also called when a signal ends the demonstration. */
    synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            programs.close();
            all.forEach(Child::kill);
            all.forEach(Child::awaitEnd);
            directory.close();
        }
    }
}
