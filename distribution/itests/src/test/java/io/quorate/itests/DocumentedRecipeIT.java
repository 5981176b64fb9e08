package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe in the documentation of the SPI is compiled, deployed and used as it stands there. */
class DocumentedRecipeIT {
    private static final Path DOCUMENTATION =
            Path.of("../../modules/recipe-api/src/main/java/io/quorate/recipe/package-info.java");

    /** Types that whoever writes a first recipe has to know. */
    private static final int MAX_TYPES = 12;

    @TempDir
    private Path scratch;

    @Test
    void worksAsDocumented() throws Exception {
        byte[] bundle = CompiledRecipe.of(scratch, "gate", "com.example.GateRecipe", source());
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = Quorate.connect(server.endpoint())) {
            Await.result(client.system().deployBundle(bundle, Duration.ofSeconds(30)));
            GenericResource gate = client.resource("default", "gate", 1, "front");
            CompletableFuture<SortedMap<String, Object>> waiting =
                    gate.call("enter", new TreeMap<>(Map.of("waitMillis", 30_000L)), Duration.ofSeconds(30));
            SortedMap<String, Object> opened = Await.result(gate.call("open", new TreeMap<>(), Duration.ofSeconds(30)));
            assertEquals(opened.get("revision"), Await.result(waiting).get("revision"));
        }
    }

    /** Those that its class files name; a nested one counts as its outermost. */
    @Test
    void needsFewTypesOfTheSpi() throws Exception {
        CompiledRecipe.of(scratch, "gate", "com.example.GateRecipe", source());
        Set<String> used = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter().importPath(scratch)) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                if (target.getPackageName().equals("io.quorate.recipe")) {
                    used.add(target.getName().replaceFirst("\\$.*", ""));
                }
            }
        }
        assertTrue(used.contains("io.quorate.recipe.Recipe"), used.toString());
        assertTrue(used.size() <= MAX_TYPES, used.size() + ": " + used);
    }

    private static String source() throws IOException {
        String documentation = Files.readString(DOCUMENTATION);
        int from = documentation.indexOf("<pre>{@code") + "<pre>{@code".length();
        String code =
                documentation.substring(from, documentation.indexOf("}</pre>")).replaceAll("(?m)^ \\* ?", "");
        return "package com.example;\nimport io.quorate.recipe.*;\nimport java.util.Optional;\n" + code;
    }
}
