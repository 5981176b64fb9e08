package io.quorate.mutation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bugs of one directory and the generator that must find them. It knows nothing of them; otherwise its silence about the
 * code itself would mean nothing.
 *
 * @param patches a directory of {@link Mutation} files
 * @param sources what their paths begin at
 * @param packages prefix of the names of classes that take part in a run
 * @param generator name of a class with a static method {@code run(long seed)} that throws when a rule is broken
 */
public record Mutations(Path patches, Path sources, String packages, String generator) {
    private static final int SEEDS = 2_000;
    private static final String ALL = "true";

    /**
     * Fails when a patch does not apply any more.
     *
     * @param work where mutated sources and classes go
     * @param least so many there must be
     */
    public void applyAndCompile(Path work, int least) throws IOException {
        List<Mutation> all = Mutation.all(patches);
        assertTrue(all.size() >= least, "only " + all.size() + " mutations were found");
        for (Mutation mutation : all) {
            assertFalse(mutation.title().isBlank() || mutation.source().isBlank(), mutation.name());
            mutant(mutation, work);
        }
    }

    /**
     * Fails when one survives 2,000 seeds.
     *
     * @param wanted names of mutations, or parts of them, with commas between; "true" for all
     */
    public void kill(Path work, String wanted, long firstSeed) throws IOException, ReflectiveOperationException {
        List<String> parts = List.of(wanted.split(","));
        List<String> survivors = new ArrayList<>();
        for (Mutation mutation : Mutation.all(patches)) {
            if (parts.contains(ALL) || parts.stream().anyMatch(mutation.name()::contains)) {
                Optional<Mutant.Death> death = mutant(mutation, work).run(generator, firstSeed, SEEDS);
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

    private Mutant mutant(Mutation mutation, Path work) throws IOException {
        return Mutant.of(mutation, sources, packages, Files.createDirectories(work.resolve(mutation.name())));
    }
}
