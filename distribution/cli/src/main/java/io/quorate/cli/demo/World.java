package io.quorate.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.cli.Distribution;
import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.cli.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** All that a run of the story has made: a directory and processes. */
final class World {
    private static final Pattern READY = Pattern.compile("^ready: client (\\S+:\\d+),");

    /** Of each call of a client process. */
    private static final String CALL_TIMEOUT = "5s";

    private final Distribution distribution;
    private final TemporaryDirectory directory;
    private final Map<String, Child> children = new HashMap<>();
    private final List<Child> all = new ArrayList<>();
    private String listen = "127.0.0.1:0";
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

    Path directory() {
        return directory.path();
    }

    Path data() {
        return directory.path().resolve("data");
    }

    /** Address of the server; chosen at its first start, and kept at the next. */
    String endpoint() {
        return listen;
    }

    /** Starts the server on its data and waits until it is ready. */
    Child startServer() throws InterruptedException {
        Child server =
                launch("server", "server", "--set", "data.directory=" + data(), "--set", "client.listen=" + listen);
        listen = server.await(READY).group(1);
        return server;
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

    private String[] client(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--endpoints", listen, "--timeout", CALL_TIMEOUT));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private synchronized Child launch(String name, String... arguments) {
        if (isClosed) {
            throw new Failure(ExitCode.FAILURE, "stopped");
        }
        List<String> command = new ArrayList<>(List.of(distribution.program().toString()));
        command.addAll(List.of(arguments));
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
            all.forEach(Child::kill);
            all.forEach(Child::awaitEnd);
            directory.close();
        }
    }
}
