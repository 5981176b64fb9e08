package io.quorate.itests.crash;

import io.quorate.client.SystemClient;
import io.quorate.itests.BackupParts;
import io.quorate.itests.Shipped;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A namespace goes back to a backup: its rows are staged, switched to, and those before them cleared away. The victim leads. */
record RestoreStory(Stage stage, BackupParts backup, long pages) implements Story {
    private static final String NAMESPACE = "default";
    private static final int BYTES = 100;

    /** Takes the backup. */
    static RestoreStory of(Stage stage) throws Exception {
        Path directory = Files.createTempDirectory(stage.scratch(), "backup");
        Shipped.Ended ended = Shipped.run(
                stage.scratch(),
                "--endpoints",
                stage.cluster().endpoints(),
                "backup",
                "create",
                "--namespace",
                NAMESPACE,
                directory.toString());
        if (ended.code() != 0) {
            throw new IllegalStateException(ended.toString());
        }
        try (Stream<Path> files = Files.list(directory)) {
            BackupParts backup = BackupParts.in(files.findFirst().orElseThrow());
            return new RestoreStory(stage, backup, stage.journal().pages());
        }
    }

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public List<String> needs() {
        return List.of("write of wal", "sync of wal", "commit");
    }

    @Override
    public CompletableFuture<?> begin(String disk) throws Exception {
        stage.lead(true);
        stage.victim().tell(disk);
        stage.victim().awaitOutput("disk: " + disk);
        SystemClient system = stage.client().system();
        return stage.journal()
                .write(1, BYTES)
                .thenCompose(written -> system.call(
                        backup.begin(Optional.of(NAMESPACE)), SystemCommand.RestoreBegun.class, Stage.PATIENCE))
                .thenCompose(begun -> restore(system, begun.restore()))
                .thenCompose(restored -> untilItHasSettled(system));
    }

    private CompletableFuture<?> restore(SystemClient system, long restore) {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < backup.parts().size(); i++) {
            SystemCommand.RestorePart part =
                    new SystemCommand.RestorePart(restore, i + 1, backup.parts().get(i));
            last = last.thenCompose(before -> system.call(part, SystemCommand.RestoreStaged.class, Stage.PATIENCE));
        }
        return last.thenCompose(staged -> system.call(
                        new SystemCommand.CommitRestore(restore), SystemCommand.Restored.class, Stage.PATIENCE))
                .thenRun(() -> stage.journal().restored(pages));
    }

    private static CompletableFuture<SystemQuery.Restores> untilItHasSettled(SystemClient system) {
        return system.query(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class)
                .thenCompose(restores -> restores.underWay().isEmpty()
                        ? CompletableFuture.completedFuture(restores)
                        : untilItHasSettled(system));
    }
}
