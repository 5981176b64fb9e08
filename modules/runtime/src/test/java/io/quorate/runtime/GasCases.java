package io.quorate.runtime;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The steps that each case of {@code MeteredRecipe.java.txt} takes; also a program, to count in another JVM. */
final class GasCases {
    private static final long BUDGET = 100_000;
    private static final Pattern CASE = Pattern.compile("case \"(.*)\" ->");

    private GasCases() {}

    static byte[] bundle() throws IOException {
        return TestBundle.empty()
                .source("acme.GpuRecipe", resource("MeteredRecipe.java.txt"))
                .jar();
    }

    static String resource(String name) throws IOException {
        try (InputStream in = GasCases.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One line per case, of its last round: the steps it used, what it returned or threw, and its name. */
    static String count(Path cache, byte[] jar, int rounds) throws IOException {
        List<String> cases = CASE.matcher(resource("MeteredRecipe.java.txt"))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            ToLongFunction<String> recipe = recipe(host, jar);
            StringBuilder lines = new StringBuilder();
            for (String name : cases) {
                String counted = count(host.meter(), recipe, name);
                for (int round = 1; round < rounds && !counted.contains("cut"); round++) {
                    counted = count(host.meter(), recipe, name);
                }
                lines.append(name).append(": ").append(counted).append('\n');
            }
            return lines.toString();
        }
    }

    @SuppressWarnings("unchecked") // the recipe's source says so
    private static ToLongFunction<String> recipe(FelixRecipeHost host, byte[] jar) {
        CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();
        host.prepare(BundleDigest.of(jar), jar, verdict::complete);
        PreparedBundle prepared = verdict.orTimeout(60, TimeUnit.SECONDS).join();
        if (!(prepared instanceof PreparedBundle.Ready ready)) {
            throw new IllegalStateException(String.valueOf(prepared));
        }
        return (ToLongFunction<String>) ready.recipe();
    }

    private static String count(Meter meter, ToLongFunction<String> recipe, String name) {
        meter.begin(BUDGET);
        String result;
        try {
            result = String.valueOf(recipe.applyAsLong(name));
        } catch (RuntimeException | Error e) {
            result = meter.isOverBudget(e) ? "cut, " + e.getMessage() : e.toString();
        }
        return meter.end() + " steps, " + result;
    }

    public static void main(String[] args) throws IOException {
        System.out.print(count(Path.of(args[0]), Files.readAllBytes(Path.of(args[1])), Integer.parseInt(args[2])));
    }
}
