package io.quorate.kernel.read;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.Limits;
import io.quorate.kernel.Problem;
import io.quorate.kernel.QueryRequest;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.lead.ReadGate;
import io.quorate.recipe.ErrorCode;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Lets each query wait for the state that its level asks for. */
public final class Reads {
    private record Waiting(QueryRequest request, Consumer<CallResult> completion) {}

    private final Queries queries;
    private final Applier applier;
    private final ReadGate gate;
    private final Limits limits;
    private final ArrayDeque<Waiting> waitingForRevision = new ArrayDeque<>();

    public Reads(Queries queries, Applier applier, ReadGate gate, Limits limits) {
        this.queries = queries;
        this.applier = applier;
        this.gate = gate;
        this.limits = limits;
    }

    public void ask(QueryRequest request, Consumer<CallResult> completion) {
        if (gate.waiting() + waitingForRevision.size() >= limits.maxPendingQueries()) {
            completion.accept(failed(
                    Problem.of(ErrorCode.OVERLOADED, limits.maxPendingQueries() + " queries wait already, the limit")));
        } else if (request.level() == QueryRequest.ReadLevel.LINEARIZABLE) {
            gate.await(problem ->
                    completion.accept(problem.isPresent() ? failed(problem.get()) : queries.answer(request)));
        } else if (request.level() == QueryRequest.ReadLevel.SESSION
                && request.minRevision() > applier.numbers().revision()) {
            waitingForRevision.add(new Waiting(request, completion));
        } else {
            completion.accept(queries.answer(request));
        }
    }

    /** More was applied: queries whose revision has come are answered. */
    public void advanced() {
        for (int i = waitingForRevision.size(); i > 0; i--) {
            Waiting waiting = waitingForRevision.remove();
            if (waiting.request().minRevision() <= applier.numbers().revision()) {
                waiting.completion().accept(queries.answer(waiting.request()));
            } else {
                waitingForRevision.add(waiting);
            }
        }
    }

    /** Answers everything that waits. */
    public void abandon(Problem problem) {
        while (!waitingForRevision.isEmpty()) {
            waitingForRevision.remove().completion().accept(failed(problem));
        }
    }

    private CallResult failed(Problem problem) {
        return CallResult.of(CallResult.Kind.NOT_APPLIED, applier.numbers().revision(), problem);
    }
}
