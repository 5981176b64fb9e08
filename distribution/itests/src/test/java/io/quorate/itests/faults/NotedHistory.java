package io.quorate.itests.faults;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.SessionId;
import io.quorate.simulation.Chance;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.Client;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells what clients of a recipe have noted to the simulation's histories. What a call got counts as that of a session of its own here,
 * whose number is the call's: only how it ends matters.
 */
final class NotedHistory {
    private static final Client ANYBODY = new RegisterClients.Named("client");

    private record Moment(long nanos, boolean begins, Runnable tell) {}

    /** Happens, and is about nothing. */
    private record Nothing() {}

    private final Workload workload;
    private final List<Moment> moments = new ArrayList<>();
    private final Verdict verdict = new Verdict(new Trace(new VirtualTime(new Chance(1))));
    private final History history = History.searchedFor(verdict);

    private NotedHistory(Workload workload) {
        this.workload = workload;
    }

    /**
     * What is wrong; empty when nothing is.
     *
     * @param notes of its recipe alone
     */
    static List<String> wrongWith(Workload workload, List<Note> notes) {
        List<String> wrong = new ArrayList<>(new NotedHistory(workload).judge(notes));
        wrong.addAll(workload.wrongWith(notes));
        return wrong;
    }

    /** The session of what a call got. */
    static SessionId session(long id) {
        return new SessionId(id);
    }

    private List<String> judge(List<Note> notes) {
        for (Note note : notes) {
            if (note instanceof Note.Call call && workload.isOrdered(call)) {
                tell(call);
            } else if (note instanceof Note.Over over) {
                tell(over);
            }
        }
        // At one moment begins come first: what only touches is concurrent.
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(moment -> !moment.begins()));
        moments.forEach(moment -> moment.tell().run());
        history.finished(new FinalState(new TreeMap<>(), 0, 0));
        return verdict.violations().stream().map(Object::toString).toList();
    }

    private static Operation operation(
            long id, String recipe, String instance, Record request, boolean reads, long fromNanos) {
        Optional<ReadLevel> level = reads ? Optional.of(ReadLevel.LINEARIZABLE) : Optional.empty();
        return new Operation(id, ANYBODY, recipe, instance, request, level, fromNanos, Long.MAX_VALUE);
    }

    private void tell(Note.Call call) {
        Operation asked =
                operation(call.id(), call.recipe(), call.instance(), call.request(), call.reads(), call.fromNanos());
        moments.add(new Moment(call.fromNanos(), true, () -> history.invoked(asked)));
        moments.add(new Moment(call.toNanos(), false, () -> {
            workload.answered(call, history);
            history.ended(asked, ending(call));
        }));
    }

    private static Ending ending(Note.Call call) {
        if (call.answer() instanceof Note.Failed failed) {
            return new Ending.Failed(call.toNanos(), failed.code(), failed.outcome(), failed.message());
        }
        Note.Told told = (Note.Told) call.answer();
        return new Ending.Acknowledged(call.toNanos(), told.revision(), told.reply());
    }

    /** An end of a session counts from the last operation; this one does nothing else. */
    private void tell(Note.Over over) {
        Operation look = operation(0, "", "", new Nothing(), false, over.nanos());
        moments.add(new Moment(over.nanos(), true, () -> {
            history.invoked(look);
            history.sessionEnding(session(over.id()));
        }));
    }
}
