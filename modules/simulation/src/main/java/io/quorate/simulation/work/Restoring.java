package io.quorate.simulation.work;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.function.Consumer;

/** Puts a backup in the place of what a namespace holds; once. */
final class Restoring {
    private static final long DEADLINE_MILLIS = 10_000;

    /** What becomes of it; one of these is called. */
    interface Fate {
        /** It was switched to, at this revision. */
        void restored(long revision);

        /** It is not switched to, and will not be. */
        void failed();

        /** Restore of this number may have been switched to, or will be while the session lives. */
        void unknown(long restore);
    }

    private final SimClient client;
    private final String namespace;
    private final Backup backup;
    private final Fate fate;

    Restoring(SimClient client, String namespace, Backup backup, Fate fate) {
        this.client = client;
        this.namespace = namespace;
        this.backup = backup;
        this.fate = fate;
    }

    void start() {
        client.call(
                Verbs.BEGIN_RESTORE,
                "",
                id -> backup.begin(namespace),
                DEADLINE_MILLIS,
                step((SystemCommand.RestoreBegun begun) -> stage(begun.restore(), 0)));
    }

    private void stage(long restore, int part) {
        if (part == backup.parts().size()) {
            commit(restore);
            return;
        }
        client.call(
                Verbs.RESTORE_PART,
                "",
                id -> new SystemCommand.RestorePart(
                        restore, part + 1, backup.parts().get(part)),
                DEADLINE_MILLIS,
                step((SystemCommand.RestoreStaged staged) -> stage(restore, part + 1)));
    }

    private void commit(long restore) {
        client.call(
                Verbs.COMMIT_RESTORE,
                "",
                id -> new SystemCommand.CommitRestore(restore),
                DEADLINE_MILLIS,
                new Answer<>() {
                    @Override
                    public void replied(SystemCommand.Restored reply) {
                        fate.restored(reply.revision());
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        if (failure.outcome() == CallOutcome.NOT_APPLIED) {
                            fate.failed();
                        } else {
                            fate.unknown(restore);
                        }
                    }
                });
    }

    private <R extends Record> Answer<R> step(Consumer<R> then) {
        return Answer.of(then, failure -> fate.failed());
    }
}
