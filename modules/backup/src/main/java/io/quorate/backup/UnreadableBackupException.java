package io.quorate.backup;

import java.io.IOException;

/**
 * A file that is no backup, a damaged or truncated one, or one of a newer format. The message names the file, the place, what was
 * expected there and what to do.
 */
public final class UnreadableBackupException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableBackupException(String message) {
        super(message);
    }
}
