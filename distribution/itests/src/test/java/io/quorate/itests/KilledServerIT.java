package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 under load, {@code kills} times: what was acknowledged is there, nothing is there twice, tokens only grow. */
class KilledServerIT {
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 2_000;
    private static final int CLIENTS = 4;

    /** Twice what is to be in flight when the server is killed: a writer that was just answered has nothing in flight. */
    private static final int WRITERS_OF_A_CLIENT = 32;

    private static final int MIN_IN_FLIGHT = 64;

    @TempDir
    private Path scratch;

    @Test
    void losesNothingAndRepeatsNothingOverManyKills() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                LedgerWriters writers = LedgerWriters.connect(server.endpoint(), CLIENTS, WRITERS_OF_A_CLIENT)) {
            writers.deployLedger(scratch);
            writers.begin();
            for (int kill = 0; kill < KILLS; kill++) {
                writers.awaitProgress(ACKNOWLEDGED_BETWEEN_KILLS);
                int before = writers.inFlight();
                server.kill();
                assertTrue(before >= MIN_IN_FLIGHT, before + " in flight");
                server.start();
            }
            writers.awaitProgress(ACKNOWLEDGED_BETWEEN_KILLS);
            writers.endAndCheck();
            try (Stream<Path> unpacked = Files.list(server.data().resolve("state/native"))) {
                assertEquals(1, unpacked.count(), "libraries of LMDB, one for each process that lives");
            }
            assertEquals(0, server.terminate(), "SIGTERM ends it in good order: " + server.output());
        }
    }
}
