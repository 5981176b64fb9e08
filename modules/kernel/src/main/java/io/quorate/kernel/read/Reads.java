package io.quorate.kernel.read;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.NodeLimits;
import io.quorate.kernel.Problem;
import io.quorate.kernel.QueryRequest;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.lead.ReadGate;
import io.quorate.recipe.ErrorCode;
import io.quorate.storage.DamagedStateException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Lets each query wait for the state that its level asks for, and for a part of a backup until it was read. */
public final class Reads {
    private record Waiting(QueryRequest request, Consumer<CallResult> completion) {}

    private final Queries queries;
    private final Applier applier;
    private final ReadGate gate;
    private final NodeLimits limits;
    private final TreeMap<Long, Queue<Waiting>> byIndex = new TreeMap<>();
    private final TreeMap<Long, Queue<Waiting>> byRevision = new TreeMap<>();
    private final ArrayDeque<Waiting> forParts = new ArrayDeque<>();
    private int waiting;

    public Reads(Queries queries, Applier applier, ReadGate gate, NodeLimits limits) {
        this.queries = queries;
        this.applier = applier;
        this.gate = gate;
        this.limits = limits;
    }

    public void ask(QueryRequest request, Consumer<CallResult> completion) {
        Waiting read = new Waiting(request, completion);
        if (gate.waiting() + waiting >= limits.maxPendingQueries()) {
            completion.accept(failed(
                    Problem.of(ErrorCode.OVERLOADED, limits.maxPendingQueries() + " queries wait already, the limit")));
        } else if (request.level() == QueryRequest.ReadLevel.LINEARIZABLE) {
            gate.await(round -> round.problem()
                    .ifPresentOrElse(
                            problem -> completion.accept(failed(problem)),
                            () -> await(byIndex, round.readIndex(), applier.appliedIndex(), read)));
        } else if (request.level() == QueryRequest.ReadLevel.SESSION) {
            await(byRevision, request.minRevision(), applier.numbers().revision(), read);
        } else {
            answer(read);
        }
    }

    private void await(NavigableMap<Long, Queue<Waiting>> in, long needed, long reached, Waiting read) {
        if (needed <= reached) {
            answer(read);
        } else {
            in.computeIfAbsent(needed, key -> new ArrayDeque<>()).add(read);
            waiting++;
        }
    }

    private void answer(Waiting read) {
        Optional<CallResult> answer;
        try {
            answer = queries.answer(read.request());
        } catch (DamagedStateException damage) {
            read.completion()
                    .accept(failed(
                            Problem.of(ErrorCode.NOT_SERVING, "the state of this node is damaged; ask another one")));
            throw damage;
        }
        answer.ifPresentOrElse(read.completion(), () -> {
            forParts.add(read);
            waiting++;
        });
    }

    /** A part of a backup was read, or could not be: who waits for one asks again. */
    public void partRead() {
        for (int left = forParts.size(); left > 0; left--) {
            Waiting read = forParts.remove();
            waiting--;
            try {
                answer(read);
            } catch (DamagedStateException told) {
                // The answer says so; whoever met it in the background tells the node.
            }
        }
    }

    /** More was applied: queries whose state has come are answered. */
    public void advanced() {
        release(byIndex, applier.appliedIndex());
        release(byRevision, applier.numbers().revision());
    }

    /** One by one: those behind one that meets damage still wait, and are told what becomes of the node. */
    private void release(NavigableMap<Long, Queue<Waiting>> from, long reached) {
        Map.Entry<Long, Queue<Waiting>> first = from.firstEntry();
        while (first != null && first.getKey() <= reached) {
            Waiting next = first.getValue().remove();
            waiting--;
            if (first.getValue().isEmpty()) {
                from.remove(first.getKey());
            }
            answer(next);
            first = from.firstEntry();
        }
    }

    /** Answers everything that waits. */
    public void abandon(Problem problem) {
        for (Map<Long, Queue<Waiting>> each : List.of(byIndex, byRevision)) {
            each.values()
                    .forEach(reads -> reads.forEach(read -> read.completion().accept(failed(problem))));
            each.clear();
        }
        forParts.forEach(read -> read.completion().accept(failed(problem)));
        forParts.clear();
        waiting = 0;
    }

    private CallResult failed(Problem problem) {
        return CallResult.of(CallResult.Kind.NOT_APPLIED, applier.numbers().revision(), problem);
    }
}
