package io.quorate.simulation.work;

import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one client knows of a register that goes back to backups, and what it may find there. */
final class SavedRegister {
    private final Verdict verdict;

    /** Operations that must be found. */
    private final Set<Long> due = new HashSet<>();

    SavedRegister(Verdict verdict) {
        this.verdict = verdict;
    }

    /** An operation was acknowledged. */
    void acknowledged(long operation) {
        due.add(operation);
    }

    /** All changes that are there. */
    void found(List<Change> changes) {
        Set<Long> operations = new HashSet<>();
        for (Change change : changes) {
            if (!operations.add(change.operation())) {
                verdict.violated(getClass(), "applied twice: " + change);
            }
        }
        due.stream()
                .filter(operation -> !operations.contains(operation))
                .findFirst()
                .ifPresent(lost -> verdict.violated(
                        getClass(), "operation " + lost + " was acknowledged, or restored, and is not in " + changes));
    }

    /** Those changes that a backup of this revision has. */
    static List<Change> upTo(long revision, List<Change> changes) {
        return changes.stream().filter(change -> change.revision() <= revision).toList();
    }

    /** It went back to these changes. */
    void restored(List<Change> contents) {
        due.clear();
        contents.forEach(change -> due.add(change.operation()));
    }

    /** What is found behind a switch at this revision is what the backup has, and what happened since then. */
    void requireRestored(long revision, List<Change> contents, List<Change> changes) {
        List<Change> old = upTo(revision, changes);
        if (!old.equals(contents)) {
            verdict.violated(
                    getClass(), "restored at revision " + revision + " was " + contents + ", and there is " + old);
        }
    }
}
