package io.quorate.itests.crash;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Pages are written, small and large, until the log has gone on to another file and the state was written several times. */
record StoreStory(Stage stage) implements Story {
    private static final int SMALL_BYTES = 100;
    private static final int SMALL_PAGES = 1;
    private static final int LARGE_BYTES = 600_000;

    /** Together more than a file of the log. */
    private static final int LARGE_PAGES = 5;

    @Override
    public String name() {
        return "store";
    }

    @Override
    public List<String> needs() {
        return List.of("write of wal", "sync of wal", "rename spare to wal", "sync of the directory", "commit");
    }

    @Override
    public CompletableFuture<?> begin(String disk) throws Exception {
        if (stage.cluster().numbers().size() > 1) {
            stage.lead(false);
        }
        stage.victim().tell(disk);
        stage.victim().awaitOutput("disk: " + disk);
        Journal journal = stage.journal();
        return journal.write(SMALL_PAGES, SMALL_BYTES)
                .thenCompose(before -> journal.write(LARGE_PAGES, LARGE_BYTES))
                .thenCompose(before -> journal.write(SMALL_PAGES, SMALL_BYTES));
    }
}
