package io.quorate.itests.crash;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node ends before and after the steps of its disk: each write, sync, creation, renaming and deletion of a file of its log or of a
 * snapshot on its way, each commit and sync of its state. {@code crash.steps=all} ends it at each of them; {@code crash.seed} is
 * the one that a run printed.
 */
class CrashMatrixIT {
    private static final boolean ALL = System.getProperty("crash.steps", "").equals("all");

    /** Bounds of a story in a run that is not of all, at least. */
    private static final int SHARE = 1;

    private static final long SEED =
            Long.getLong("crash.seed", ThreadLocalRandom.current().nextInt(1_000_000));

    @TempDir
    private static Path scratch;

    private static Stage three;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("crash.seed " + SEED);
        three = Stage.found(Files.createDirectory(scratch.resolve("three")), 3);
    }

    @AfterAll
    static void stop() {
        three.close();
    }

    private static void play(Stage stage, Story story) throws Exception {
        new CrashMatrix(stage, ALL, SHARE, SEED).play(story);
    }

    @Test
    void aFollowerThatWritesComesBackFromEachStep() throws Exception {
        play(three, new StoreStory(three));
    }

    @Test
    void aNodeThatIsAloneHoldsAllThatItAcknowledgedAfterEachStep() throws Exception {
        try (Stage alone = Stage.found(Files.createDirectory(scratch.resolve("alone")), 1)) {
            play(alone, new StoreStory(alone));
        }
    }

    /** Whoever was away gets a snapshot only once the others have let go of their log, which takes a minute. */
    @Test
    @EnabledIfSystemProperty(
            named = "crash.steps",
            matches = "all",
            disabledReason = "takes minutes: -Dcrash.steps=all")
    void aNodeThatGetsASnapshotComesBackFromEachStep() throws Exception {
        play(three, new SnapshotStory(three));
    }

    @Test
    void aLeaderThatRestoresComesBackFromEachStep() throws Exception {
        play(three, RestoreStory.of(three));
    }

    /** What the other tests rest on: that a write which was acknowledged and is not there is noticed. */
    @Test
    void aDiskThatOnlySaysThatItSyncsIsFoundOut() throws Exception {
        try (Stage alone = Stage.found(Files.createDirectory(scratch.resolve("lies")), 1)) {
            alone.victim().tell("lie");
            alone.victim().awaitOutput("disk: lie");
            alone.journal().write(1, 100).get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            alone.victim().kill();
            alone.begin("healthy");
            alone.victim().awaitReady();
            assertThrows(AssertionError.class, alone.journal()::requireKept);
        }
    }
}
