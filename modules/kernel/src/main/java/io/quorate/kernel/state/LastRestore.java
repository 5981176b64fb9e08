package io.quorate.kernel.state;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The restore that switched the state last.
 *
 * @param restore its number
 * @param namespace empty for the whole state
 * @param wholeEpoch that the last restore of the whole state began; sessions of earlier ones are void. 0 when there was none
 * @param calendarMillis UTC
 */
public record LastRestore(
        long restore,
        int epoch,
        long revision,
        Optional<String> namespace,
        int wholeEpoch,
        SystemCommand.BackupSource source,
        long calendarMillis,
        long instances,
        long replaced) {
    public static Optional<LastRestore> of(Rows rows) {
        byte @Nullable [] row = rows.get(RestoreKeys.lastRestore());
        return Optional.ofNullable(row).map(StateRows.LAST_RESTORE::decode);
    }

    /** Whether a restore of the whole state ended this session. */
    public boolean voids(SessionId session) {
        return session.epoch() < wholeEpoch;
    }
}
