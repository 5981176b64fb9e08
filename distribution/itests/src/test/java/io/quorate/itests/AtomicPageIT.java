package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.atomic.api.AtomicClient;
import io.quorate.recipe.atomic.api.Atomics;
import io.quorate.recipe.atomic.api.Change;
import io.quorate.recipe.atomic.api.Counter;
import io.quorate.recipe.atomic.api.Ids;
import io.quorate.recipe.atomic.api.Reference;
import io.quorate.recipe.atomic.api.Versioned;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about atomic values: its snippets compile, and a server with the shipped bundle does what it says. */
@Timeout(300)
class AtomicPageIT {
    private static final Path PAGE = Path.of("../../docs/atomic.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    /** What a program might keep in a reference. */
    public record Settings(int size) {}

    @Test
    void itsSnippetsCompile() throws Exception {
        Page.read(PAGE).compileSnippets(scratch, snippet -> """
                package com.example;

                import io.quorate.recipe.atomic.api.*;
                import io.quorate.recipe.client.Registration;
                import java.util.*;

                class Snippet {
                    record Settings(int size) {}

                    void run(AtomicClient atomics) {
                        %s
                    }
                }
                """.formatted(snippet));
    }

    @Test
    void valuesAreWhatItSays() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch)) {
            long last;
            try (QuorateClient client = connect(server);
                    QuorateClient other = connect(server)) {
                Await.result(client.system().deployBundle(Files.readAllBytes(Shipped.bundle("atomic")), PATIENCE));
                AtomicClient atomics = client.open(Atomics.TYPE);
                isCountedByBoth(atomics, other.open(Atomics.TYPE));
                isUpdatedByBoth(atomics, other.open(Atomics.TYPE));
                Ids ids = atomics.ids("ids", 3);
                assertEquals(1, ids.next());
                command(server, "backup", "create", scratch.toString());
                last = idsFrom(ids, 20);
                assertEquals(1, atomics.sequence("steps").next());
            }
            command(server, "backup", "restore", "--yes", backup().toString());
            try (QuorateClient client = connect(server)) {
                AtomicClient restored = client.open(Atomics.TYPE);
                assertTrue(restored.ids("ids", 3).next() > last, "an id of after the backup is not given again");
                assertEquals(1, restored.sequence("steps").next(), "a sequence goes back to the backup");
                assertEquals(200, restored.counter("orders").get());
            }
        }
    }

    private static QuorateClient connect(ServerProcess server) {
        return Quorate.builder()
                .endpoints(server.endpoint())
                .defaultDeadline(PATIENCE)
                .connect();
    }

    private static void isCountedByBoth(AtomicClient atomics, AtomicClient other) throws Exception {
        BlockingQueue<Change<Long>> told = new LinkedBlockingQueue<>();
        Counter orders = atomics.counter("orders");
        Registration listening = other.counter("orders").onChange(told::add);
        List<CompletableFuture<Long>> sums = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sums.add(orders.addAsync(1));
            sums.add(other.counter("orders").addAsync(1));
        }
        sums.forEach(Await::result);
        assertEquals(200, sums.stream().map(Await::result).distinct().count(), "each sum is told once");
        long latest = 0;
        while (latest < 200) {
            Change<Long> next = told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertTrue(next != null && next.value() >= latest, () -> "told " + next);
            latest = next.value();
        }
        listening.close();
        assertEquals(OptionalLong.empty(), orders.addWithin(1, 0, 200));
        assertEquals(200, orders.get());
    }

    private static void isUpdatedByBoth(AtomicClient atomics, AtomicClient other) {
        Reference<Settings> one = atomics.reference("settings", Settings.class);
        Reference<Settings> two = other.reference("settings", Settings.class);
        List<CompletableFuture<Versioned<Settings>>> updates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            updates.add(one.updateAsync(AtomicPageIT::larger));
            updates.add(two.updateAsync(AtomicPageIT::larger));
        }
        updates.forEach(Await::result);
        assertEquals(Optional.of(new Settings(10)), one.get().value());
    }

    private static Settings larger(Optional<Settings> before) {
        return new Settings(before.map(Settings::size).orElse(0) + 1);
    }

    /** Returns the last of so many. */
    private static long idsFrom(Ids ids, int count) {
        long last = 0;
        for (int i = 0; i < count; i++) {
            long id = ids.next();
            assertTrue(id > last, "ids grow");
            last = id;
        }
        return last;
    }

    private void command(ServerProcess server, String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--endpoints", server.endpoint()));
        arguments.addAll(List.of(words));
        Shipped.Ended ended = Shipped.run(scratch, arguments.toArray(String[]::new));
        assertEquals(0, ended.code(), ended::err);
    }

    private Path backup() throws Exception {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.filter(file -> file.toString().endsWith(".quorate-backup"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
