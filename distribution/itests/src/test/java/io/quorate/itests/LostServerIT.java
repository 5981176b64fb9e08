package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.cluster.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holders end what they guard by themselves once it is lost, at their session's deadline when the server dies. */
class LostServerIT {
    @TempDir
    private Path scratch;

    @Test
    void holdersGiveUpAtTheirDeadline() throws Exception {
        Path ended = scratch.resolve("ended");
        String program = "trap 'touch " + ended + "; exit 0' TERM; echo started; sleep 600 & wait";
        try (TestCluster cluster = TestCluster.start(1);
                HolderProcess hold = start(cluster, "hold", "a");
                HolderProcess run = start(cluster, "run", "b", "--", "sh", "-c", program)) {
            hold.await("Holding");
            run.await("started");
            cluster.kill(1);
            assertEquals(1, hold.awaitExit(), hold::output);
            assertTrue(hold.output().contains("[HOLD_LOST]"), hold::output);
            assertEquals(125, run.awaitExit(), run::output);
            assertTrue(Files.exists(ended), "the program was asked to end");
        }
    }

    /** What was taken away before the first look at it is as lost as what is taken away later. */
    @Test
    void aHolderNoticesALossBeforeItsFirstCheck() throws Exception {
        Path bundle = Files.write(
                scratch.resolve("loose.jar"),
                CompiledRecipe.fromFile(scratch, "loose", "com.example.loose.LooseRecipe"));
        try (ServerProcess server = ServerProcess.start(scratch)) {
            Shipped.Ended deployed =
                    Shipped.run(scratch, "--endpoints", server.endpoint(), "bundle", "deploy", bundle.toString());
            assertEquals(0, deployed.code(), deployed::toString);
            try (HolderProcess hold =
                    HolderProcess.start(scratch, "--endpoints", server.endpoint(), "loose", "hold", "a")) {
                assertEquals(1, hold.awaitExit(), hold::output);
                assertTrue(hold.output().contains("[HOLD_LOST]"), hold::output);
            }
        }
    }

    private HolderProcess start(TestCluster cluster, String verb, String... rest) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("--endpoints", cluster.endpoints(), "lock", verb, "--ttl", "2s"));
        arguments.addAll(List.of(rest));
        return HolderProcess.start(scratch, arguments.toArray(String[]::new));
    }
}
