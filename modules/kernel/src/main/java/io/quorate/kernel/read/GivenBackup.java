package io.quorate.kernel.read;

import io.quorate.kernel.Loop;
import io.quorate.kernel.NodeLimits;
import io.quorate.kernel.read.PinnedBackup.Outcome;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How far a backup was given to who takes it. Its rows are touched in the background alone, one task after the other: it cannot be
 * read twice at a time, nor closed while it is read. On the loop only.
 */
final class GivenBackup {
    private final Loop loop;
    private final Executor background;
    private final PinnedBackup state;
    private final SystemQuery.OpenBackup request;
    private final SystemQuery.BackupOpened answer;
    private final long openedNanos;
    private long usedNanos;

    private int given;
    private Outcome last = new Outcome.Part(new BackupPart(new byte[0], 0, false));
    private boolean beingRead;

    /**
     * @param background serial; may block for the disk
     * @param answer to the request
     */
    GivenBackup(
            Loop loop,
            Executor background,
            PinnedBackup state,
            SystemQuery.OpenBackup request,
            SystemQuery.BackupOpened answer) {
        this.loop = loop;
        this.background = background;
        this.state = state;
        this.request = request;
        this.answer = answer;
        this.openedNanos = loop.nanos();
        this.usedNanos = openedNanos;
    }

    boolean isFor(SystemQuery.OpenBackup asked) {
        return request.equals(asked);
    }

    SystemQuery.BackupOpened opened() {
        usedNanos = loop.nanos();
        return answer;
    }

    /**
     * A part, or empty when it is being read from now on or already.
     *
     * @param read told what came of it; not called when another call began it
     * @throws RecipeException it is neither the next part nor the one that was read last
     * @throws RuntimeException what reading this part threw
     */
    Optional<BackupPart> part(int number, Consumer<Outcome> read) {
        usedNanos = loop.nanos();
        if (given > 0 && number == given - 1) {
            return Optional.of(last.get());
        }
        if (number != given || last.get().last()) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "part " + number + " of a backup of which " + given
                            + " were read: parts are read in order to the last one, and each may be read again until the"
                            + " next one was");
        }
        if (!beingRead) {
            beingRead = true;
            background.execute(() -> {
                Outcome next = state.next();
                loop.execute(() -> {
                    was(next);
                    read.accept(next);
                });
            });
        }
        return Optional.empty();
    }

    private void was(Outcome next) {
        beingRead = false;
        last = next;
        given++;
        usedNanos = loop.nanos();
    }

    /** Nobody wants it any more, or it was wanted for too long. */
    boolean isOver() {
        long now = loop.nanos();
        return (!beingRead && now - usedNanos >= NodeLimits.BACKUP_IDLE_NANOS)
                || now - openedNanos >= NodeLimits.BACKUP_AGE_NANOS;
    }

    /** Behind the part that is being read. */
    void close() {
        background.execute(state::close);
    }
}
