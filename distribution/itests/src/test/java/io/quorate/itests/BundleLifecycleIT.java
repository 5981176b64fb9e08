package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock is held while its recipe is upgraded, rolled back, taken out and deployed again. */
class BundleLifecycleIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    private Path scratch;

    private ServerProcess server;

    @Test
    void aHoldOutlivesAllThatIsDoneToItsRecipe() throws Exception {
        Path first = Shipped.lockBundle();
        Path second = Shipped.lockBundle(scratch, "9.9.9");
        try (ServerProcess running = ServerProcess.start(scratch)) {
            server = running;
            cli(0, "bundle", "deploy", first.toString());
            try (QuorateClient client = Quorate.connect(server.endpoint())) {
                LockHandle lock = client.open(Locks.TYPE).acquire("door", DEADLINE);

                cli(0, "bundle", "deploy", second.toString());
                assertTrue(cli(0, "bundle", "describe", "lock").contains("9.9.9"));
                cli(0, "bundle", "rollback", "lock");
                cli(0, "bundle", "rollback", "lock", "--to", "9.9.9");
                cli(3, "bundle", "rollback", "lock", "--to", "7");
                assertTrue(cli(4, "bundle", "undeploy", "lock").contains("--freeze"));
                cli(0, "bundle", "undeploy", "lock", "--freeze");
                cli(3, "bundle", "describe", "lock");
                cli(0, "bundle", "deploy", first.toString());

                assertTrue(lock.isValid());
                assertTrue(cli(0, "lock", "describe", "door", "-o", "json")
                        .contains(lock.token().toString()));
                lock.close();
                assertEquals(
                        List.of("DEPLOYED", "DEPLOYED", "ROLLED_BACK", "ROLLED_BACK", "UNDEPLOYED", "DEPLOYED"),
                        client
                                .system()
                                .query(new SystemQuery.BundleHistory(Optional.of("lock")), SystemQuery.History.class)
                                .get()
                                .changes()
                                .stream()
                                .map(SystemQuery.BundleChange::change)
                                .toList());
            }
        }
    }

    private String cli(int code, String... arguments) throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of("--endpoints", server.endpoint()), Stream.of(arguments))
                .toArray(String[]::new);
        Shipped.Ended ended = Shipped.run(scratch, all);
        assertEquals(code, ended.code(), () -> String.join(" ", arguments) + ": " + ended);
        return ended.out() + ended.err();
    }
}
