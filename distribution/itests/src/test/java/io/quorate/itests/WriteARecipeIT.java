package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.runtime.BundleVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows {@code docs/write-a-recipe.md} word for word, outside of the repository. */
class WriteARecipeIT {
    private static final Path PAGE = Path.of("../../docs/write-a-recipe.md");
    private static final long PATIENCE_SECONDS = 300;

    private static final Pattern REFUSED_ROW = Pattern.compile("(?m)^\\| `(.*?)`(?:, for .*?)? \\| `(.*)` \\|$");

    @TempDir
    private Path scratch;

    private Path directory;
    private String said = "";

    @Test
    void worksAsDocumented() throws Exception {
        InstalledArtifacts installed = InstalledArtifacts.in(scratch.resolve("repository"));
        directory = Files.createDirectory(scratch.resolve("elsewhere"));
        Set<Path> shown = new TreeSet<>();
        try (ServerProcess server = ServerProcess.start(scratch)) {
            for (Page.Block block : Page.read(PAGE).blocks()) {
                switch (block.language()) {
                    case "sh" -> run(block.content(), server, installed);
                    case "text" ->
                        assertTrue(
                                lines(said).containsAll(lines(block.content())),
                                block.content() + "is not in:\n" + said);
                    case "java" -> {
                        Path file = directory.resolve(block.file());
                        if (shown.add(file)) {
                            assertEquals(Files.readString(file), block.content(), "what `recipe new` wrote");
                        } else {
                            Files.writeString(file, block.content());
                        }
                    }
                    default -> assertEquals("console", block.language(), "needs another terminal");
                }
            }
        }
        assertTrue(said.contains("ROLLED_BACK"), said);
    }

    @Test
    void refusesWhatThePageSaysAndTakesWhatItOffers() throws Exception {
        List<String> refused = new ArrayList<>();
        List<String> offered = new ArrayList<>();
        Matcher row = REFUSED_ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            refused.add(row.group(1));
            offered.add(row.group(2));
        }
        assertTrue(refused.size() > 10, refused.toString());
        List<String> violations = violations(refused);
        for (int i = 0; i < refused.size(); i++) {
            String method = "m" + i + "(";
            assertTrue(
                    violations.stream().anyMatch(each -> at(each).equals(method)), refused.get(i) + ": " + violations);
        }
        assertEquals(List.of(), violations(offered));
    }

    /** The method that a violation names. */
    private static String at(String violation) {
        Matcher method = Pattern.compile("\\.(m\\d+\\()").matcher(violation);
        return method.find() ? method.group(1) : "";
    }

    private List<String> violations(List<String> statements) throws IOException {
        StringBuilder methods = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < statements.size(); i++) {
            String statement = statements.get(i);
            methods.append("private static void m").append(i).append("""
                    (ApplyContext context, ArrayList<Long> list, Iterable<Long> all, TreeMap<String, Long> map,
                            Optional<String> name, String text) {
                        long sum = 0;
                    """);
            methods.append(statement).append(statement.endsWith("}") ? "}\n" : ";}\n");
            calls.append("m")
                    .append(i)
                    .append("(context, new ArrayList<Long>(), new ArrayList<Long>(),"
                            + " new TreeMap<String, Long>(), Optional.of(\"\"), \"\");\n");
        }
        String source = """
                package com.example;
                import io.quorate.recipe.*;
                import java.util.*;
                @RecipeType(name = "rows")
                public final class RowsRecipe implements Recipe {
                    public record Ask() {}
                    public record Told() {}
                    @Override
                    public void define(RecipeDefinition recipe) {
                        recipe.command("ask", Ask.class, Told.class, this::ask);
                    }
                    private Outcome<Told> ask(ApplyContext context, Ask request) {
                        CALLS
                        return Outcome.reply(new Told());
                    }
                    METHODS
                }
                """.replace("CALLS", calls).replace("METHODS", methods);
        byte[] bundle = CompiledRecipe.of(scratch, "rows", "com.example.RowsRecipe", source);
        return BundleVerifier.verify(bundle).violations();
    }

    /** As in a terminal: where one block has gone, the next one goes on. */
    private void run(String commands, ServerProcess server, InstalledArtifacts installed) throws Exception {
        Path output = Files.createTempFile(scratch, "said", ".txt");
        Path place = scratch.resolve("place.txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", commands + "\npwd >" + place)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("QUORATE_ENDPOINTS", server.endpoint());
        builder.environment().put("MAVEN_ARGS", installed.mavenArguments());
        builder.environment().merge("PATH", Shipped.home().resolve("bin").toString(), (path, own) -> own + ":" + path);
        Process shell = builder.start();
        try {
            assertTrue(shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), commands);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
        said = Files.readString(output);
        assertEquals(0, shell.exitValue(), commands + said);
        assertFalse(said.contains("unexpected failure"), said);
        directory = Path.of(Files.readString(place).strip());
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).toList();
    }
}
