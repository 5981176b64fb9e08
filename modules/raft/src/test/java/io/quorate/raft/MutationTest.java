package io.quorate.raft;

import io.quorate.mutation.Mutations;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Bugs that other implementations had, put into the core; {@link Fuzz} must find each. */
class MutationTest {
    private static final Mutations MUTATIONS = new Mutations(
            Path.of("src/test/mutations"),
            Path.of("src/main/java/io/quorate/raft"),
            "io.quorate.raft.",
            "io.quorate.raft.Fuzz");

    private static final int LEAST = 50;

    @TempDir
    Path directory;

    @Test
    void everyMutationAppliesAndCompiles() throws IOException {
        MUTATIONS.applyAndCompile(directory, LEAST);
    }

    /** {@code -Dmutations=true}, or names of mutations, or parts of them; {@code -Dmutations.first} is the first seed. */
    @Test
    @EnabledIfSystemProperty(named = "mutations", matches = ".+")
    void theGeneratorKillsEveryMutation() throws IOException, ReflectiveOperationException {
        MUTATIONS.kill(directory, System.getProperty("mutations"), Long.getLong("mutations.first", 1));
    }
}
