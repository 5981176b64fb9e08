package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final NodeId NODE = new NodeId(1);

    @TempDir
    Path temporary;

    @Test
    void keepsTheClusterIdFromTheFirstStartOn() throws Exception {
        Path directory = temporary.resolve("a/b");
        String clusterId;
        try (DataDirectory first = DataDirectory.open(directory, NODE, Optional.empty())) {
            clusterId = first.clusterId();
            assertTrue(Files.isDirectory(first.log()));
        }
        try (DataDirectory second = DataDirectory.open(directory, NODE, Optional.empty())) {
            assertEquals(clusterId, second.clusterId());
        }
        try (DataDirectory other = DataDirectory.open(temporary.resolve("c"), NODE, Optional.empty())) {
            assertFalse(other.clusterId().equals(clusterId));
        }
    }

    @Test
    void identityFileHasItsForm() throws Exception {
        Identity identity =
                new Identity("1b4e28ba-2fa1-11d2-883f-0016d3cca427", NODE, "7d9f0ab2-93a6-4a5c-8a64-0d1c0f6d3a5e");
        try (InputStream golden = getClass().getResourceAsStream("/golden/identity-1")) {
            byte[] bytes = golden.readAllBytes();
            assertArrayEquals(bytes, identity.encode());
            assertEquals(identity, Identity.decode(bytes, "identity"));
        }
    }

    @Test
    void refusesASecondServerOnTheSameDirectory() throws Exception {
        try (DataDirectory first = DataDirectory.open(temporary, NODE, Optional.empty())) {
            assertFails(temporary, NODE, "data directory " + temporary + " is in use by another process");
            assertEquals(36, first.clusterId().length());
        }
        DataDirectory.open(temporary, NODE, Optional.empty()).close();
    }

    @Test
    void refusesANewerFormatAndNamesBoth() throws Exception {
        Files.writeString(temporary.resolve("identity"), "quorate-data 2\nwhatever comes then\n");
        assertFails(temporary, NODE, "identity has data format 2, this release reads formats up to 1");
    }

    @Test
    void refusesAnotherNodesDirectory() throws Exception {
        DataDirectory.open(temporary, NODE, Optional.empty()).close();
        assertFails(temporary, new NodeId(2), temporary + " belongs to node 1, and node.id is 2");
    }

    @Test
    void refusesTheDirectoryOfAnotherCluster() throws Exception {
        DataDirectory.open(temporary, NODE, Optional.of("demo")).close();
        StartException failure = assertThrows(
                StartException.class, () -> DataDirectory.open(temporary, NODE, Optional.of("production")));
        assertTrue(
                failure.getMessage()
                        .contains(temporary + " belongs to cluster demo, and cluster.id is production; correct one"),
                failure.getMessage());
    }

    @Test
    void refusesADamagedIdentity() throws Exception {
        DataDirectory.open(temporary, NODE, Optional.empty()).close();
        Path file = temporary.resolve("identity");
        Files.writeString(file, Files.readString(file).replace("node 1", "node 3"));
        assertFails(temporary, NODE, "identity is damaged: its checksum does not match");
        Files.writeString(file, "hello");
        assertFails(temporary, NODE, "identity is damaged: does not begin with 'quorate-data '");
        Files.write(file, new byte[8 * 1024]);
        assertFails(temporary, NODE, "is no identity file");
    }

    @Test
    void refusesALogWithoutItsIdentity() throws Exception {
        Files.createDirectory(temporary.resolve("log"));
        assertFails(temporary, NODE, "has a 'log' but no 'identity'");
    }

    @Test
    void refusesAPathThatIsNoDirectory() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertFails(file, NODE, "data.directory " + file + " cannot be used");
        assertFails(file.resolve("below"), NODE, "cannot be used");
    }

    private static void assertFails(Path directory, NodeId node, String message) {
        StartException failure =
                assertThrows(StartException.class, () -> DataDirectory.open(directory, node, Optional.empty()));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }
}
