package io.quorate.kernel.apply;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.SessionRow;
import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;

/** Results that sessions have yet to acknowledge, and the totals that bound them. */
final class Results {
    private Results() {}

    static Optional<SessionRow> session(Step step, SessionId session) {
        return step.read(Keys.session(session), SessionRow::decode);
    }

    static Optional<ResultRow> find(Step step, SessionId session, long sequence) {
        return step.read(Keys.result(session, sequence), ResultRow::decode);
    }

    /** Stores the result of the session's next number and moves the session on. */
    static void add(Step step, SessionId session, SessionRow row, long sequence, ResultRow result) {
        step.rows().put(Keys.result(session, sequence), result.encode());
        SessionRow moved = row.with(
                sequence,
                row.unacknowledged() + 1,
                row.parked() + (result.parked().isPresent() ? 1 : 0),
                row.replyBytes() + result.replyBytes());
        step.rows().put(Keys.session(session), moved.encode());
        step.countReplyBytes(result.replyBytes());
        result.result().ifPresent(done -> step.replied(session, sequence, done));
    }

    /** Gives a call another result than it has, and tells it. */
    static void replace(Step step, SessionId session, long sequence, ResultRow before, CallResult with) {
        ResultRow after = new ResultRow(before.hash(), before.origin(), Optional.empty(), Optional.of(with));
        step.rows().put(Keys.result(session, sequence), after.encode());
        int more = after.replyBytes() - before.replyBytes();
        session(step, session).ifPresent(row -> {
            SessionRow moved = row.with(
                    row.lastSequence(),
                    row.unacknowledged(),
                    row.parked() - (before.parked().isPresent() ? 1 : 0),
                    row.replyBytes() + more);
            step.rows().put(Keys.session(session), moved.encode());
        });
        step.countReplyBytes(more);
        step.replied(session, sequence, with);
    }

    /** Answers a parked call; false when it does not wait any more. */
    static boolean complete(Step step, SessionId session, long sequence, CallResult with) {
        Optional<ResultRow> waiting =
                find(step, session, sequence).filter(result -> result.parked().isPresent());
        waiting.ifPresent(result -> replace(step, session, sequence, result, with));
        return waiting.isPresent();
    }

    /** Forgets results that have arrived; numbers without a final result are left alone. */
    static SessionRow acknowledge(Step step, SessionId session, SessionRow row, List<Long> sequences) {
        int count = 0;
        long bytes = 0;
        for (long sequence : sequences) {
            Optional<ResultRow> result = find(step, session, sequence)
                    .filter(stored -> stored.parked().isEmpty());
            if (result.isPresent()) {
                step.rows().delete(Keys.result(session, sequence));
                count++;
                bytes += result.get().replyBytes();
            }
        }
        if (count == 0) {
            return row;
        }
        step.countReplyBytes(-bytes);
        SessionRow moved =
                row.with(row.lastSequence(), row.unacknowledged() - count, row.parked(), row.replyBytes() - bytes);
        step.rows().put(Keys.session(session), moved.encode());
        return moved;
    }
}
