package io.quorate.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that a log calls back, one after the other on the apply executor. Thread: any; never calls back in the caller. */
final class Upcalls {
    private final Executor apply;
    private final Consumer<LogFault> applyFailed;
    private @Nullable LogListener listener;

    /** On the apply executor only. */
    private boolean failed;

    Upcalls(Executor apply, Consumer<LogFault> applyFailed) {
        this.apply = apply;
        this.applyFailed = applyFailed;
    }

    /** Before any upcall. */
    void listener(LogListener listener) {
        apply.execute(() -> this.listener = listener);
    }

    /** An entry that nobody here proposed. */
    void apply(LogEntry entry) {
        apply(entry, result -> {});
    }

    void apply(LogEntry entry, Consumer<ProposalResult> completion) {
        apply.execute(() -> {
            if (applyNow(entry)) {
                completion.accept(new ProposalResult.Committed(entry.index(), entry.term()));
            } else {
                completion.accept(new ProposalResult.Unknown(
                        "entry " + entry.index() + " is in the log, but was not applied before this node stopped"));
            }
        });
    }

    void leadershipChanged(Leadership leadership) {
        apply.execute(() -> leadershipChangedNow(leadership));
    }

    /** On the apply executor. */
    void leadershipChangedNow(Leadership leadership) {
        if (!failed) {
            listener().leadershipChanged(leadership);
        }
    }

    /**
     * Replaces the listener's state behind the upcalls so far; a failure stops the log.
     *
     * @param replacement returns false when nothing has changed, and another one may succeed
     */
    void install(BooleanSupplier replacement, Runnable then, Runnable otherwise) {
        apply.execute(() -> {
            if (failed) {
                return;
            }
            try {
                if (replacement.getAsBoolean()) {
                    then.run();
                } else {
                    otherwise.run();
                }
            } catch (RuntimeException | Error failure) {
                failed = true;
                applyFailed.accept(new LogFault(
                        LogFault.Kind.DISK,
                        "a snapshot could not be installed: " + failure
                                + ". Check the disk and its free space, then restart this node."));
            }
        });
    }

    /** Gives the listener's way to copy its state, if it has one. */
    void snapshots(Consumer<Optional<Snapshots>> then) {
        apply.execute(() -> {
            if (!failed) {
                then.accept(listener().snapshots());
            }
        });
    }

    /** Goes on when the listener could apply an entry with this payload. */
    void ifUnderstood(byte[] payload, Runnable then) {
        apply.execute(() -> {
            if (!failed && listener().understands(payload)) {
                then.run();
            }
        });
    }

    /** Runs behind the upcalls so far, unless one of them failed. */
    void then(Runnable next) {
        apply.execute(() -> {
            if (!failed) {
                next.run();
            }
        });
    }

    <T> void complete(Consumer<? super T> completion, T result) {
        apply.execute(() -> completion.accept(result));
    }

    void completeAll(List<Consumer<ProposalResult>> completions, ProposalResult result) {
        completions.forEach(completion -> complete(completion, result));
    }

    void halted(LogFault fault) {
        apply.execute(() -> {
            failed = true;
            listener().halted(fault);
        });
    }

    private boolean applyNow(LogEntry entry) {
        if (failed) {
            return false;
        }
        try {
            listener().apply(entry);
            return true;
        } catch (RuntimeException | Error failure) {
            failed = true;
            applyFailed.accept(new LogFault(
                    LogFault.Kind.INVARIANT,
                    "entry " + entry.index() + " of term " + entry.term() + " could not be applied: " + failure
                            + ". It will fail again at the next start: report it with the log directory."));
            return false;
        }
    }

    private LogListener listener() {
        if (listener == null) {
            throw new IllegalStateException("the log has no listener yet");
        }
        return listener;
    }
}
