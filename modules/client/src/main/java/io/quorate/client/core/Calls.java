package io.quorate.client.core;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All commands of the client, from the asking to the end, across its sessions. */
final class Calls {
    private final Connection connection;
    private final SeenRevision seen;
    private final Map<Long, Call> open = new HashMap<>();
    private final LinkedHashMap<Long, Call> unsent = new LinkedHashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private long bytes;

    Calls(Connection connection, SeenRevision seen) {
        this.connection = connection;
        this.seen = seen;
    }

    boolean anyUnsent() {
        return !unsent.isEmpty();
    }

    long nextWakeNanos() {
        return deadlines.nextNanos();
    }

    void add(long id, CallRequest request, long deadlineNanos, Completion completion) {
        Optional<QuorateException> problem = RequestCheck.problem(request.target(), request.command(), request.body())
                .or(() -> full(request.body().length));
        if (problem.isPresent()) {
            completion.failed(problem.get());
            return;
        }
        Call call = new Call(id, request, deadlineNanos, completion);
        open.put(id, call);
        unsent.put(id, call);
        deadlines.add(deadlineNanos, id);
        bytes += request.body().length;
    }

    private Optional<QuorateException> full(int more) {
        if (open.size() < ClientLimits.MAX_CALLS && bytes + more <= ClientLimits.MAX_REQUEST_BYTES) {
            return Optional.empty();
        }
        return Optional.of(QuorateException.of(
                ErrorCode.OVERLOADED,
                CallOutcome.NOT_APPLIED,
                "this client has " + open.size() + " calls of " + bytes + " bytes on their way, allowed are "
                        + ClientLimits.MAX_CALLS + " and " + ClientLimits.MAX_REQUEST_BYTES + " bytes"));
    }

    /** Sends what waits, as far as the session takes it. */
    void sendTo(InFlight session) {
        while (!unsent.isEmpty() && session.isOpen()) {
            Call call = unsent.values().iterator().next();
            unsent.remove(call.id);
            session.send(call);
        }
    }

    void replied(Moment now, InFlight session, Reply reply) {
        Optional<Call> found = session.find(reply.sequence());
        if (found.isEmpty()) {
            session.acknowledge(reply.sequence());
            return;
        }
        Call call = found.get();
        Answer answer = reply.answer();
        if (call.stage == Call.Stage.ANSWERED) {
            return;
        }
        seen.see(answer.revision());
        if (answer.kind() == Answer.Kind.OK && call.isAwaited()) {
            call.stage = Call.Stage.ANSWERED;
            deadlines.remove(call.deadlineNanos, call.id);
            call.completion.replied(answer.revision(), answer.body());
            return;
        }
        if (call.stage == Call.Stage.GIVEN_UP && !call.isSettledBy(answer)) {
            session.giveUp(now, call);
            return;
        }
        session.acknowledge(reply.sequence());
        end(call);
        if (call.isAwaited()) {
            call.completion.failed(failure(call, answer));
        }
    }

    private static QuorateException failure(Call call, Answer answer) {
        return switch (answer.kind()) {
            case OK, UNKNOWN -> QuorateException.of(answer.code(), CallOutcome.UNKNOWN, answer.message());
            case REFUSED -> QuorateException.of(answer.code(), CallOutcome.NOT_APPLIED, answer.message());
            case UNDONE -> QuorateException.of(answer.code(), CallOutcome.NOT_APPLIED, answer.message());
            case GONE -> QuorateException.of(answer.code(), CallOutcome.APPLIED, answer.message());
            case NOT_APPLIED ->
                call.refusal
                        .filter(refusal -> call.stage == Call.Stage.SKIPPED)
                        .map(refusal -> QuorateException.of(refusal.code(), CallOutcome.NOT_APPLIED, refusal.message()))
                        .orElseGet(() -> QuorateException.of(answer.code(), CallOutcome.NOT_APPLIED, answer.message()));
        };
    }

    /** The caller has the reply: the server may forget it. */
    void taken(Optional<InFlight> session, long id) {
        Call call = open.get(id);
        if (call != null && call.stage == Call.Stage.ANSWERED) {
            session.ifPresent(present -> present.acknowledge(call.sequence));
            end(call);
        }
    }

    /** The caller does not want the reply any more, and is told nothing. */
    void cancel(Moment now, Optional<InFlight> session, long id) {
        Call call = open.get(id);
        if (call != null && call.stage != Call.Stage.GIVEN_UP) {
            giveUp(now, session, call);
        }
    }

    private void giveUp(Moment now, Optional<InFlight> session, Call call) {
        if (call.stage == Call.Stage.UNSENT || session.isEmpty()) {
            end(call);
        } else {
            deadlines.remove(call.deadlineNanos, call.id);
            session.get().giveUp(now, call);
        }
    }

    void tick(Moment now, Optional<InFlight> session) {
        for (Optional<Long> id = deadlines.poll(now); id.isPresent(); id = deadlines.poll(now)) {
            Call late = open.get(id.get());
            if (late != null) {
                QuorateException failure = tooLate(late);
                giveUp(now, session, late);
                late.completion.failed(failure);
            }
        }
    }

    /** What is known of a call that gets no reply. */
    private static CallOutcome outcome(Call call) {
        return call.mayBeTaken() ? CallOutcome.UNKNOWN : CallOutcome.NOT_APPLIED;
    }

    private QuorateException tooLate(Call call) {
        if (call.stage != Call.Stage.UNSENT) {
            String refusal = call.refusal
                    .map(last -> "; it was refused last: " + last.message() + " [" + last.code() + "]")
                    .orElse("");
            return QuorateException.of(
                    ErrorCode.DEADLINE_EXCEEDED,
                    outcome(call),
                    "no reply to '" + call.request.command() + "' before its deadline; it is being taken back"
                            + refusal);
        }
        return connection.isOpen()
                ? QuorateException.of(
                        ErrorCode.DEADLINE_EXCEEDED,
                        CallOutcome.NOT_APPLIED,
                        "'" + call.request.command() + "' could not be sent before its deadline")
                : QuorateException.of(ErrorCode.UNREACHABLE, CallOutcome.NOT_APPLIED, connection.failure());
    }

    /** The session is no more: what a server may have taken of it may or may not have taken effect. */
    void lost(InFlight session, String code, String message) {
        for (Call call : session.calls()) {
            end(call);
            if (call.isAwaited()) {
                call.completion.failed(QuorateException.of(code, outcome(call), message));
            }
        }
    }

    /** No server will take what waits. */
    void failUnsent(QuorateException failure) {
        for (Call call : List.copyOf(unsent.values())) {
            end(call);
            call.completion.failed(failure);
        }
    }

    private void end(Call call) {
        if (open.remove(call.id) != null) {
            unsent.remove(call.id);
            deadlines.remove(call.deadlineNanos, call.id);
            bytes -= call.request.body().length;
        }
    }
}
