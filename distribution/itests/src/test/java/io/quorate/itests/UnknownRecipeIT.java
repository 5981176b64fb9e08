package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe that neither server nor CLI can know is deployed into a running server and used from both sides. */
class UnknownRecipeIT {
    /** The codec's package is there for the annotation that gives a field its default. */
    private static final Set<String> SPI = Set.of("io.quorate.recipe", "io.quorate.recipe.client", "io.quorate.codec");

    @TempDir
    private Path scratch;

    @Test
    void isDeployedAndUsedFromCliAndSdk() throws Exception {
        byte[] bundle = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
        Path jar = Files.write(scratch.resolve("ledger.jar"), bundle);
        try (ServerProcess server = ServerProcess.start(scratch)) {
            cli(server, 0, "bundle", "deploy", jar.toString());
            assertTrue(cli(server, 0, "bundle", "list").out().contains("ledger"));
            cli(server, 0, "ledger", "enter", "book", "--writer", "7", "--number", "42");
            assertTrue(cli(server, 0, "ledger", "read", "book", "--writer", "7", "--after", "0")
                    .out()
                    .contains("42"));
            assertTrue(cli(server, 0, "ledger", "--help").out().contains("Enters a number of a writer"));
            try (QuorateClient client = Quorate.connect(server.endpoint())) {
                GenericResource book = client.resource("default", "ledger", 1, "book");
                Map<String, Object> page = Await.result(book.query(
                        "read",
                        new TreeMap<>(Map.of("writer", 7L, "after", 0L)),
                        Consistency.LINEARIZABLE,
                        Duration.ofSeconds(10)));
                assertEquals(List.of(42L), page.get("numbers"));
            }
            assertEquals(4, cli(server, 4, "bundle", "undeploy", "ledger").code());
        }
    }

    private Shipped.Ended cli(ServerProcess server, int code, String... arguments)
            throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of("--endpoints", server.endpoint()), Stream.of(arguments))
                .toArray(String[]::new);
        Shipped.Ended ended = Shipped.run(scratch, all);
        assertEquals(code, ended.code(), () -> String.join(" ", arguments) + ": " + ended);
        return ended;
    }

    @Test
    void noRecipeIsOnThePathOfServerAndCli() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(Shipped.home().resolve("lib"))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        assertFalse(jars.isEmpty());
        for (Path jar : jars) {
            assertFalse(providesARecipe(jar), () -> jar + " provides a recipe");
        }
        try (Stream<Path> bundles = Files.list(Shipped.home().resolve("recipes"))) {
            List<Path> shipped =
                    bundles.filter(file -> file.toString().endsWith(".jar")).toList();
            assertFalse(shipped.isEmpty());
            for (Path bundle : shipped) {
                assertTrue(providesARecipe(bundle), () -> bundle + " provides no recipe");
            }
        }
    }

    /** As the server finds it in a bundle. */
    private static boolean providesARecipe(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            String provided = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue("Provide-Capability");
            return provided != null && provided.matches("(?s)(.*,)?\\s*io\\.quorate\\.recipe\\s*;.*");
        }
    }

    @Test
    void aShippedRecipeImportsOnlyTheSpi() throws IOException {
        List<Path> bundles;
        try (Stream<Path> files = Files.list(Shipped.home().resolve("recipes"))) {
            bundles = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        assertFalse(bundles.isEmpty());
        for (Path bundle : bundles) {
            try (JarFile jar = new JarFile(bundle.toFile())) {
                String imports = jar.getManifest().getMainAttributes().getValue("Import-Package");
                for (String clause : imports.replaceAll("\"[^\"]*\"", "").split(",", -1)) {
                    String name = clause.split(";", 2)[0];
                    assertTrue(SPI.contains(name), bundle + " imports " + name);
                }
            }
        }
    }
}
