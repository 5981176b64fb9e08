package io.quorate.itests.crash;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The victim was away for so long that the others have let the log go, starts, and gets a snapshot. */
record SnapshotStory(Stage stage) implements Story {
    private static final int BYTES = 600_000;

    /** Together more than a file of the log. */
    private static final int PAGES = 5;

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public List<String> needs() {
        return List.of(
                "create snapshot", "write of snapshot", "sync of wal", "commit of another state", "delete snapshot");
    }

    @Override
    public CompletableFuture<?> begin(String disk) throws Exception {
        stage.victim().kill();
        Set<Path> lacked = stage.logOfOthers();
        stage.journal().write(PAGES, BYTES).get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // What is kept for a member that a snapshot brings up, as in the story before, may go late.
        while (!Collections.disjoint(lacked, stage.logOfOthers())) {
            stage.journal().write(1, BYTES).get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        stage.begin(disk);
        return CompletableFuture.completedFuture(null);
    }
}
