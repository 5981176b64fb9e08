package io.quorate.log.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.FileDisk;
import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZkMissingLogFileTest {
    private static final WalOptions SMALL = new WalOptions(4096, 1, 1000);
    private static final int ENTRIES = 60;

    @TempDir
    Path directory;

    private Wal open(Path of) throws IOException {
        return Wal.open(FileDisk.open(of), SMALL, Runnable::run);
    }

    @Test
    void zkDevList2026AMissingFileInTheMiddleIsNamedAndNothingIsReplayedOverIt(@TempDir Path copies)
            throws IOException {
        try (Wal wal = open(directory)) {
            for (long index = 1; index <= ENTRIES; index++) {
                wal.append(0, Entry.command(index, 1, new byte[300]));
                wal.sync();
            }
            wal.mark();
        }
        List<String> files = FileDisk.open(directory).list();
        assertTrue(files.size() > 5, files::toString);
        // The last one is prepared and has nothing in it yet.
        for (String missing : files.subList(1, files.size() - 2)) {
            Path copy = Files.createDirectory(copies.resolve("without-" + missing));
            for (String file : files) {
                if (!file.equals(missing)) {
                    Files.copy(directory.resolve(file), copy.resolve(file));
                }
            }
            LogFault fault =
                    assertThrows(LogFaultException.class, () -> open(copy)).fault();
            assertEquals(LogFault.Kind.DAMAGE, fault.kind());
            assertTrue(fault.what().contains(missing) && fault.what().contains("missing"), fault.what());
        }
        try (Wal whole = open(directory)) {
            assertEquals(ENTRIES, whole.lastIndex(0));
        }
    }
}
