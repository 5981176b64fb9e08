package io.quorate.itests;

import io.quorate.backup.BackupHeader;
import io.quorate.backup.BackupReader;
import io.quorate.recipe.system.RestoreDigest;
import io.quorate.recipe.system.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A backup in the parts in which it is restored. */
public record BackupParts(BackupHeader header, List<byte[]> parts, long rows, RestoreDigest digest) {
    /** Reads the file whole. */
    public static BackupParts in(Path file) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        RestoreDigest digest = RestoreDigest.none();
        try (BackupReader reader = new BackupReader(Files.newInputStream(file), file.toString())) {
            for (Optional<byte[]> part = reader.next(); part.isPresent(); part = reader.next()) {
                parts.add(part.get());
                digest = digest.with(part.get());
            }
            return new BackupParts(reader.header(), parts, reader.totals().rows(), digest);
        }
    }

    /** Begins to restore it, whole or, as it was taken, one namespace. */
    public SystemCommand.BeginRestore begin(Optional<String> namespace) {
        return new SystemCommand.BeginRestore(
                new SystemCommand.BackupSource(
                        header.clusterId(), header.epoch(), header.revision(), header.logTimeMillis()),
                namespace,
                0,
                rows,
                digest.hex());
    }
}
