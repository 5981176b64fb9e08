package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.simulation.run.Scenario;
import io.quorate.simulation.run.Simulation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Hashes of what happened from some seeds, found out in another JVM. */
final class TraceHashes {
    private TraceHashes() {}

    /** Prints a line for each seed. Arguments: number of nodes, and the seeds. */
    public static void main(String[] arguments) {
        LongFunction<Scenario> scenario = scenario(Integer.parseInt(arguments[0]));
        for (String seed : List.of(arguments).subList(1, arguments.length)) {
            System.out.println(
                    Simulation.run(scenario.apply(Long.parseLong(seed))).traceHash());
        }
    }

    static LongFunction<Scenario> scenario(int nodes) {
        return nodes == 1 ? Scenario::oneNode : Scenario::threeNodes;
    }

    /** In the order of the seeds. Blocks until the other JVM has ended. */
    static List<Long> inAnotherJvm(int nodes, List<Long> seeds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Djava.util.logging.config.file=src/test/resources/logging.properties",
                "-cp",
                System.getProperty("java.class.path"),
                TraceHashes.class.getName(),
                Integer.toString(nodes)));
        seeds.forEach(seed -> command.add(seed.toString()));
        Process other = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, other.waitFor(), output);
            return output.lines().map(Long::valueOf).toList();
        } finally {
            other.destroyForcibly();
        }
    }
}
