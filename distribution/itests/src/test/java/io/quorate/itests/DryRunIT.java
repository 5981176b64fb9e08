package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version is tried beside the active one on a node of a cluster at work. */
class DryRunIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String SOURCE = """
            package com.example;
            import io.quorate.recipe.*;
            @RecipeType(name = "tally")
            public final class Tally implements Recipe {
                public record Add(long amount) {}
                public record Sum(long sum) {}
                private static final Cell<Long> SUM = Cell.of("sum", Long.class);
                @Override
                public void define(RecipeDefinition recipe) {
                    recipe.describedAs("Adds up").state(SUM);
                    recipe.command("add", Add.class, Sum.class, this::add);
                }
                private Outcome<Sum> add(ApplyContext context, Add request) {
                    long sum = SUM.get(context).orElse(0L) + request.amount();
                    SUM.set(context, sum);
                    return Outcome.reply(new Sum(sum));
                }
            }
            """;
    private static final String OTHER_REPLY =
            SOURCE.replace("new Sum(sum)", "new Sum(request.amount() == 7 ? sum + 1000 : sum)");

    @TempDir
    private Path scratch;

    @Test
    void tellsWhatWouldDifferAndChangesNothing() throws Exception {
        try (Cluster cluster = Cluster.start(scratch);
                QuorateClient client = Quorate.connect(cluster.endpoints())) {
            Path next = bundle("1.1.0", SOURCE);
            Await.result(client.system().deployBundle(Files.readAllBytes(bundle("1.0.0", SOURCE)), DEADLINE));
            Traffic traffic = new Traffic(client);

            JsonNode same = dryRun(cluster, traffic, 0, "deploy", next.toString());
            assertEquals("1.0.0", same.get("active").asText());
            assertTrue(same.get("compared").asInt() >= 40, same.toString());
            assertEquals(0, same.get("differing").asInt(), same.toString());

            JsonNode other = dryRun(
                    cluster, traffic, 4, "deploy", bundle("1.2.0", OTHER_REPLY).toString());
            assertTrue(other.get("differing").asInt() > 0, other.toString());
            for (JsonNode difference : other.get("differences")) {
                assertEquals("reply", difference.get("part").asText());
                long sum = sum(difference.get("active").asText());
                assertEquals(sum + 1000, sum(difference.get("next").asText()));
                assertEquals(0, sum % 28, difference.toString());
            }

            assertEquals("1.0.0", active(client));
            Await.result(client.system().deployBundle(Files.readAllBytes(next), DEADLINE));
            assertEquals(
                    0,
                    dryRun(cluster, traffic, 0, "rollback", "tally")
                            .get("differing")
                            .asInt());
            assertEquals("1.1.0", active(client));
        }
    }

    /** Adds 1 to 7 again and again, so that each sum behind a 7 is a multiple of 28. */
    private static final class Traffic {
        private final GenericResource tally;
        private long amount;
        private long sum;

        Traffic(QuorateClient client) {
            tally = client.resource("default", "tally", 1, "front");
        }

        void goOnWhile(Process process) {
            while (process.isAlive()) {
                amount = amount % 7 + 1;
                sum += amount;
                assertEquals(
                        sum,
                        Await.result(tally.call("add", new TreeMap<>(Map.of("amount", amount)), DEADLINE))
                                .get("sum"));
            }
        }
    }

    private static long sum(String reply) {
        return Long.parseLong(reply.replaceAll("\\D", ""));
    }

    private Path bundle(String version, String source) throws Exception {
        return Files.write(
                scratch.resolve("tally-" + version + ".jar"),
                CompiledRecipe.of(scratch, "tally", version, "com.example.Tally", source));
    }

    private static String active(QuorateClient client) {
        return Await.result(
                        client.system().query(new SystemQuery.DescribeBundle("tally"), SystemQuery.BundleDetail.class))
                .bundle()
                .version();
    }

    private JsonNode dryRun(Cluster cluster, Traffic traffic, int code, String verb, String what) throws Exception {
        Path out = Files.createTempFile(scratch, "out", ".json");
        Path err = Files.createTempFile(scratch, "err", ".txt");
        String[] arguments = Stream.of(
                        "--endpoints",
                        cluster.endpoints(),
                        "bundle",
                        verb,
                        what,
                        "--dry-run",
                        "--commands",
                        "40",
                        "-o",
                        "json")
                .toArray(String[]::new);
        Process process = Shipped.command(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        traffic.goOnWhile(process);
        assertEquals(code, process.waitFor(), Files.readString(err));
        assertFalse(Files.readString(out).isEmpty());
        return new ObjectMapper().readTree(Files.readString(out));
    }
}
