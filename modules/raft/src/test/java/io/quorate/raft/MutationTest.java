package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bugs that other implementations had, put into this one. {@link Fuzz}, which knows nothing of them, must find each: otherwise
 * its silence about the core itself means nothing.
 */
class MutationTest {
    private static final Path SOURCES = Path.of("src/main/java/io/quorate/raft");
    private static final Path MUTATIONS = Path.of("src/test/mutations");
    private static final int SEEDS = 2_000;

    @TempDir
    Path directory;

    @Test
    void everyMutationAppliesAndCompiles() throws IOException {
        List<Mutation> mutations = Mutation.all(MUTATIONS);
        assertTrue(mutations.size() > 20, "only " + mutations.size() + " mutations were found");
        for (Mutation mutation : mutations) {
            assertTrue(!mutation.title().isBlank() && !mutation.source().isBlank(), mutation.name());
            mutant(mutation);
        }
    }

    /** {@code -Dmutations=true}, or names of mutations, or parts of them, with commas between. */
    @Test
    @EnabledIfSystemProperty(named = "mutations", matches = ".+")
    void theGeneratorKillsEveryMutation() throws IOException, ReflectiveOperationException {
        List<String> wanted = List.of(System.getProperty("mutations").split(","));
        List<String> survivors = new ArrayList<>();
        for (Mutation mutation : Mutation.all(MUTATIONS)) {
            if (wanted.contains("true") || wanted.stream().anyMatch(mutation.name()::contains)) {
                Optional<Mutant.Death> death = mutant(mutation).run(SEEDS);
                System.out.println(mutation.title() + ": "
                        + death.map(found -> "seed " + found.seed() + ", " + found.what())
                                .orElse("SURVIVED"));
                if (death.isEmpty()) {
                    survivors.add(mutation.name());
                }
            }
        }
        assertTrue(survivors.isEmpty(), "not found within " + SEEDS + " seeds: " + survivors);
    }

    private Mutant mutant(Mutation mutation) throws IOException {
        return Mutant.of(mutation, SOURCES, Files.createDirectories(directory.resolve(mutation.name())));
    }
}
