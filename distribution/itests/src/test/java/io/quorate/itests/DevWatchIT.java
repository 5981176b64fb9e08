package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes a recipe sees each build run, with the state of the one before. */
class DevWatchIT {
    private static final String TALLY = """
            package com.example;

            import io.quorate.recipe.*;

            @RecipeType(name = "tally")
            public final class TallyRecipe implements Recipe {
                public record Add() {}

                public record Added(long total) {}

                private static final Cell<Long> TOTAL = Cell.of("total", Long.class);

                @Override
                public void define(RecipeDefinition recipe) {
                    recipe.state(TOTAL).command("add", Add.class, Added.class, this::add);
                }

                private Outcome<Added> add(ApplyContext context, Add request) {
                    long total = TOTAL.get(context).orElse(0L) + STEP;
                    TOTAL.set(context, total);
                    return Outcome.reply(new Added(total));
                }
            }
            """;

    @TempDir
    private Path scratch;

    @Test
    void deploysEachBuildWithTheStateKeptAndTellsWhatIsWrong() throws Exception {
        Path jars = Files.createDirectory(scratch.resolve("jars"));
        Path jar = jars.resolve("tally.jar");
        try (HolderProcess dev = HolderProcess.start(
                scratch,
                "dev",
                "--listen",
                "127.0.0.1:0",
                "--data",
                scratch.resolve("data").toString(),
                "--watch",
                jars.toString())) {
            dev.await("Watching " + jars + "/*.jar");
            try (QuorateClient client = Quorate.connect(endpoint(dev))) {
                Files.write(jar, tally("1", "1.0.0"));
                dev.await("Deployed tally 1.0.0 in ");
                assertEquals(1, add(client));

                Files.write(jar, tally("10", "1.1.0"));
                dev.await("Deployed tally 1.1.0 in ");
                assertEquals(11, add(client));

                Files.write(jar, tally("100", "1.1.0"));
                dev.await("Deployed tally 1.1.0.dev-0001-");
                assertEquals(111, add(client));

                Files.write(jar, tally("1000", "1.1.0"));
                dev.await("Deployed tally 1.1.0.dev-0002-");
                assertEquals(1111, add(client));

                Files.writeString(jars.resolve("broken.jar"), "this is no jar");
                dev.await("broken.jar is not fit to be deployed");
                Files.write(jar, tally("System.currentTimeMillis()", "1.2.0"));
                dev.await("com.example.TallyRecipe.add(TallyRecipe.java:19) java.lang.System.currentTimeMillis: clock");
                assertEquals(2111, add(client));

                Files.write(jar, tally("10000", "1.2.0"));
                dev.await("Deployed tally 1.2.0 in ");
                assertEquals(12111, add(client));
            }
            assertFalse(dev.output().contains("INTERNAL"), dev::output);
            assertEquals(0, dev.stop(), dev::output);
        }
    }

    @Test
    void tellsADirectoryThatIsNotThere() throws Exception {
        Shipped.Ended ended = Shipped.run(scratch, "dev", "--watch", "nowhere");
        assertEquals(2, ended.code());
        assertTrue(ended.err().contains("option --watch: nowhere is no directory"), ended.err());
    }

    private byte[] tally(String step, String version) throws Exception {
        return CompiledRecipe.of(scratch, "tally", version, "com.example.TallyRecipe", TALLY.replace("STEP", step));
    }

    private static String endpoint(HolderProcess dev) {
        Matcher ready = Pattern.compile("ready: client (\\S+),").matcher(dev.output());
        assertTrue(ready.find(), dev::output);
        return ready.group(1);
    }

    private static long add(QuorateClient client) {
        GenericResource jobs = client.resource("default", "tally", 1, "jobs");
        return (long) Await.result(jobs.call("add", new TreeMap<>(), Duration.ofSeconds(30)))
                .get("total");
    }
}
