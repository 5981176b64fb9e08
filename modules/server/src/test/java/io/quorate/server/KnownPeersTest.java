package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.NodeId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownPeersTest {
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);

    @TempDir
    private Path directory;

    private DataDirectory data() throws StartException {
        return DataDirectory.open(directory, new NodeId(1), Optional.of("c"));
    }

    @Test
    void aNodeThatComesWithOtherDataIsRefusedAlsoAfterARestart() throws Exception {
        try (DataDirectory data = data()) {
            KnownPeers peers = KnownPeers.read(data);
            assertEquals("", peers.refusal(TWO, "a"));
            assertEquals("", peers.refusal(THREE, "b"));
            assertEquals("", peers.refusal(TWO, "a"));
        }
        try (DataDirectory data = data()) {
            KnownPeers peers = KnownPeers.read(data);
            assertEquals("", peers.refusal(THREE, "b"));
            String refusal = peers.refusal(TWO, "c");
            assertTrue(refusal.contains("node 2 has come with another data directory"), refusal);
            assertTrue(refusal.contains("quorate cluster remove 2"), refusal);
            assertEquals("", peers.refusal(TWO, "a"), "the old directory is welcome again");
        }
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        try (DataDirectory data = data()) {
            data.write("peers", "two a\n".getBytes(StandardCharsets.UTF_8));
            String message = assertThrows(StartException.class, () -> KnownPeers.read(data))
                    .getMessage();
            assertTrue(message.contains("'peers'") && message.contains("'two a'"), message);
        }
    }
}
