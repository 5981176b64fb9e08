package io.quorate.simulation.work;

import io.quorate.kernel.state.StateCopy;
import io.quorate.recipe.system.RestoreDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.RowCursor;
import java.util.List;
import java.util.Optional;

/**
 * A backup of one namespace.
 *
 * @param source whose state it is
 */
record Backup(SystemCommand.BackupSource source, List<byte[]> parts) {
    Backup {
        parts = List.copyOf(parts);
    }

    SystemCommand.BeginRestore begin(String namespace) {
        RestoreDigest digest = RestoreDigest.none();
        for (byte[] part : parts) {
            digest = digest.with(part);
        }
        return new SystemCommand.BeginRestore(source, Optional.of(namespace), 0, rows(), digest.hex());
    }

    private long rows() {
        long rows = 0;
        try (RowCursor cursor = StateCopy.rows(parts.iterator())) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }
}
