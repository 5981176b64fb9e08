package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.RunningHash;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.kernel.state.Tombstone;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Exactly once: each number of a session is resolved one time, as a call, a skip or a cancellation, and answers the same
 * whenever it is asked again (Ongaro 2014, section 6.3, with explicit acknowledgements and parked calls).
 */
final class Calls {
    private final RecipeRunner recipes;
    private final SystemCalls system;
    private final LimitsInForce limits;

    Calls(RecipeRunner recipes, SystemCalls system, LimitsInForce limits) {
        this.recipes = recipes;
        this.system = system;
        this.limits = limits;
    }

    void call(Step step, Proposal.Call call) {
        Optional<SessionRow> live = liveOrAnswered(step, call.session(), call.sequence());
        if (live.isEmpty()) {
            return;
        }
        SessionRow row = Results.acknowledge(step, call.session(), live.get(), call.acks());
        long hash = hash(call);
        if (call.sequence() <= row.lastSequence()) {
            repeat(step, call.session(), call.sequence(), hash);
        } else if (call.sequence() > row.lastSequence() + 1) {
            step.effect(new Effect.OutOfOrder(call.session(), call.sequence()));
        } else {
            Optional<Problem> full = ResultBounds.full(limits, row, step.groupReplyBytes());
            RecipeRunner.Execution execution = full.isPresent()
                    ? new RecipeRunner.Execution.Finished(
                            CallResult.of(CallResult.Kind.REFUSED, step.revision(), full.get()))
                    : execute(step, call, row);
            store(step, call, hash, execution);
        }
    }

    private RecipeRunner.Execution execute(Step step, Proposal.Call call, SessionRow row) {
        if (call.address().recipe().equals(SystemCommand.RECIPE)) {
            return system.command(step, call);
        }
        Optional<Problem> refusal = step.namespaces().refusal(call.address().namespace());
        if (refusal.isPresent()) {
            return new RecipeRunner.Execution.Finished(
                    CallResult.of(CallResult.Kind.REFUSED, step.revision(), refusal.get()));
        }
        return recipes.command(
                step,
                call.address(),
                call.contract(),
                call.command(),
                call.body(),
                new RecipeContext.Caller(call.session(), call.sequence(), row.principal(), true));
    }

    private static void store(Step step, Proposal.Call call, long hash, RecipeRunner.Execution execution) {
        Address to = call.address();
        Optional<ResultRow.Origin> origin =
                Optional.of(new ResultRow.Origin(to.namespace(), to.recipe(), to.instance(), call.command()));
        ResultRow result = execution instanceof RecipeRunner.Execution.Waits waits
                ? new ResultRow(hash, origin, Optional.of(waits.at()), Optional.empty())
                : new ResultRow(
                        hash,
                        origin,
                        Optional.empty(),
                        Optional.of(((RecipeRunner.Execution.Finished) execution).result()));
        // Read again: the command may have answered other calls of its own session.
        SessionRow row = Results.session(step, call.session()).orElseThrow();
        Results.add(step, call.session(), row, call.sequence(), result);
    }

    void skip(Step step, Proposal.Skip skip) {
        Optional<SessionRow> live = liveOrAnswered(step, skip.session(), skip.sequence());
        if (live.isEmpty()) {
            return;
        }
        SessionRow row = live.get();
        if (skip.sequence() <= row.lastSequence()) {
            repeat(step, skip.session(), skip.sequence(), 0);
        } else {
            own(step, skip.session(), row, skip.sequence(), "skipped by its client");
        }
    }

    void cancel(Step step, Proposal.Cancel cancel) {
        Optional<SessionRow> live = liveOrAnswered(step, cancel.session(), cancel.sequence());
        if (live.isEmpty()) {
            return;
        }
        SessionRow row = live.get();
        if (cancel.sequence() > row.lastSequence()) {
            own(step, cancel.session(), row, cancel.sequence(), "cancelled by its client");
            return;
        }
        Optional<ResultRow> stored = Results.find(step, cancel.session(), cancel.sequence());
        if (stored.isPresent() && stored.get().parked().isPresent()) {
            cancelParked(step, cancel, stored.get());
        } else if (stored.isPresent() && isOk(stored.get()) && undo(step, cancel, stored.get(), row)) {
            ResultRow current =
                    Results.find(step, cancel.session(), cancel.sequence()).orElseThrow();
            Results.replace(
                    step, cancel.session(), cancel.sequence(), current, cancelled(CallResult.Kind.UNDONE, step));
        } else {
            repeat(step, cancel.session(), cancel.sequence(), 0);
        }
    }

    private void cancelParked(Step step, Proposal.Cancel cancel, ResultRow call) {
        Address address = address(call.origin().orElseThrow());
        ResultRow.Parked at = call.parked().orElseThrow();
        Optional<WaitingRow> waiting = Waiting.find(step, at.instance(), at.state(), at.ticket());
        Waiting.giveUp(step, cancel.session(), cancel.sequence(), call, address, cancelled(kindOfGivenUp(call), step));
        waiting.ifPresent(ticket -> recipes.givenUp(step, address, at.state(), ticket.ticket(at.ticket())));
    }

    /** What becomes of a parked call that nobody waits for: the kernel's own, a deployment, goes on all the same. */
    static CallResult.Kind kindOfGivenUp(ResultRow parked) {
        boolean ofKernel = parked.origin().orElseThrow().recipe().equals(SystemCommand.RECIPE);
        return ofKernel ? CallResult.Kind.UNKNOWN : CallResult.Kind.NOT_APPLIED;
    }

    private boolean undo(Step step, Proposal.Cancel cancel, ResultRow call, SessionRow row) {
        ResultRow.Origin origin = call.origin().orElseThrow();
        return recipes.abandoned(
                step,
                address(origin),
                origin.command(),
                call.result().orElseThrow().body(),
                new RecipeContext.Caller(cancel.session(), cancel.sequence(), row.principal(), false));
    }

    private static boolean isOk(ResultRow call) {
        return call.origin().isPresent()
                && call.result()
                        .filter(done -> done.kind() == CallResult.Kind.OK)
                        .isPresent();
    }

    void acknowledge(Step step, Proposal.Acks acks) {
        Results.session(step, acks.session())
                .ifPresent(row -> Results.acknowledge(step, acks.session(), row, acks.sequences()));
    }

    /** The session when it takes calls; otherwise the call is answered here (an ended session tells what was applied). */
    private static Optional<SessionRow> liveOrAnswered(Step step, SessionId session, long sequence) {
        Optional<SessionRow> row = Results.session(step, session);
        if (row.isPresent() && !row.get().ending()) {
            return row;
        }
        Optional<Tombstone> tombstone = step.read(Keys.tombstone(session), StateRows.TOMBSTONE::decode);
        Optional<Long> last = row.map(SessionRow::lastSequence).or(() -> tombstone.map(Tombstone::lastSequence));
        String reason = tombstone.map(Tombstone::reason).orElse("it is being ended");
        Optional<CallResult> stored = Results.find(step, session, sequence).flatMap(ResultRow::result);
        if (stored.isPresent()) {
            step.replied(session, sequence, stored.get());
        } else {
            boolean neverApplied = last.isPresent() && sequence > last.get();
            step.replied(
                    session,
                    sequence,
                    CallResult.of(
                            neverApplied ? CallResult.Kind.NOT_APPLIED : CallResult.Kind.UNKNOWN,
                            step.revision(),
                            Problem.of(ErrorCode.SESSION_EXPIRED, "session " + session + " is over: " + reason)));
        }
        return Optional.empty();
    }

    private static void repeat(Step step, SessionId session, long sequence, long hash) {
        Optional<ResultRow> stored = Results.find(step, session, sequence);
        if (stored.isEmpty()) {
            step.replied(
                    session,
                    sequence,
                    CallResult.of(
                            CallResult.Kind.UNKNOWN,
                            step.revision(),
                            Problem.of(ErrorCode.SEQUENCE_MISMATCH, "call " + sequence + " was acknowledged before")));
        } else if (hash != 0 && stored.get().hash() != 0 && stored.get().hash() != hash) {
            step.replied(
                    session,
                    sequence,
                    CallResult.of(
                            CallResult.Kind.NOT_APPLIED,
                            step.revision(),
                            Problem.of(
                                    ErrorCode.SEQUENCE_MISMATCH,
                                    "number " + sequence
                                            + " belongs to another command: a session must not be shared")));
        } else {
            stored.get().result().ifPresent(result -> step.replied(session, sequence, result));
        }
    }

    private static void own(Step step, SessionId session, SessionRow row, long sequence, String why) {
        if (sequence > row.lastSequence() + 1) {
            step.effect(new Effect.OutOfOrder(session, sequence));
            return;
        }
        CallResult result =
                CallResult.of(CallResult.Kind.NOT_APPLIED, step.revision(), Problem.of(ErrorCode.CANCELLED, why));
        Results.add(
                step,
                session,
                row,
                sequence,
                new ResultRow(0, Optional.empty(), Optional.empty(), Optional.of(result)));
    }

    private static CallResult cancelled(CallResult.Kind kind, Step step) {
        return CallResult.of(kind, step.revision(), Problem.of(ErrorCode.CANCELLED, "cancelled by its client"));
    }

    static Address address(ResultRow.Origin origin) {
        return new Address(origin.namespace(), origin.recipe(), origin.instance());
    }

    /** Tells one command from another; never 0, which stands for no command. */
    private static long hash(Proposal.Call call) {
        Address to = call.address();
        RunningHash hash = new RunningHash();
        for (String part : List.of(to.namespace(), to.recipe(), to.instance(), call.command())) {
            hash.add(part.getBytes(StandardCharsets.UTF_8));
        }
        hash.add(call.body());
        return hash.value() == 0 ? 1 : hash.value();
    }
}
