package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holders whose server dies end what they guard by themselves, at their session's deadline. */
class LostServerIT {
    @TempDir
    private Path scratch;

    @Test
    void holdersGiveUpAtTheirDeadline() throws Exception {
        Path ended = scratch.resolve("ended");
        String program = "trap 'touch " + ended + "; exit 0' TERM; echo started; sleep 600 & wait";
        try (ServerProcess server = ServerProcess.start(scratch)) {
            Shipped.Ended deployed = Shipped.run(scratch, "--endpoints", server.endpoint(), "bundle", "deploy", "lock");
            assertEquals(0, deployed.code(), deployed::toString);
            try (HolderProcess hold = start(server, "hold", "a");
                    HolderProcess run = start(server, "run", "b", "--", "sh", "-c", program)) {
                hold.await("Holding");
                run.await("started");
                server.kill();
                assertEquals(1, hold.awaitExit(), hold::output);
                assertTrue(hold.output().contains("[HOLD_LOST]"), hold::output);
                assertEquals(125, run.awaitExit(), run::output);
                assertTrue(Files.exists(ended), "the program was asked to end");
            }
        }
    }

    private HolderProcess start(ServerProcess server, String verb, String... rest) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("--endpoints", server.endpoint(), "lock", verb, "--ttl", "2s"));
        arguments.addAll(List.of(rest));
        return HolderProcess.start(scratch, arguments.toArray(String[]::new));
    }
}
