package io.quorate.client.core;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.Cancel;
import io.quorate.protocol.ClientMessage.Skip;
import io.quorate.protocol.ServerMessage.CallRefused;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A command on its way. */
final class Call {
    /** Where a call stands. */
    enum Stage {
        /** No server knows of it. */
        UNSENT,
        /** Its number is used: it may be applied at any time. */
        SENT,
        /** Refused before the log; its number is being given up. */
        SKIPPED,
        /** Its caller has gone; it is being taken back. */
        GIVEN_UP,
        /** Its caller is being handed the reply; until then it can be taken back. */
        ANSWERED
    }

    /** Why a server did not take a call. */
    record Refusal(String code, String message) {}

    final long id;
    final CallRequest request;
    final long deadlineNanos;
    final Completion completion;

    Stage stage = Stage.UNSENT;
    long sequence;
    int refusals;
    /** Sendings, on all connections, of which no server has said that they did not get into the log. */
    int untold;

    Optional<Refusal> refusal = Optional.empty();

    /**
     * Replies that may still come on this connection although no cancellation has been seen: one to each sending, and one
     * when the call is applied.
     */
    int earlierReplies = 1;

    Call(long id, CallRequest request, long deadlineNanos, Completion completion) {
        this.id = id;
        this.request = request;
        this.deadlineNanos = deadlineNanos;
        this.completion = completion;
    }

    /** Some sending of it may have got into the log, or may still. */
    boolean mayBeTaken() {
        return untold > 0;
    }

    void notTaken(CallRefused refused) {
        untold--;
        if (!refused.code().equals(CallRefused.OUT_OF_ORDER)) {
            refusal = Optional.of(new Refusal(refused.code(), refused.message()));
        }
    }

    /** Its caller waits for the end. */
    boolean isAwaited() {
        return stage == Stage.UNSENT || stage == Stage.SENT || stage == Stage.SKIPPED;
    }

    /** Its number is being resolved without its effect. */
    boolean isSettling() {
        return stage == Stage.SKIPPED || stage == Stage.GIVEN_UP;
    }

    /**
     * Whether this reply shows that the call has been taken back, as far as it can be. One that shows the effect may have
     * crossed the cancellation on its way, which would be forgotten if the connection broke now.
     */
    boolean isSettledBy(Answer answer) {
        boolean effective = answer.kind() == Answer.Kind.OK || answer.kind() == Answer.Kind.GONE;
        if (!effective || earlierReplies == 0) {
            return true;
        }
        earlierReplies--;
        return false;
    }

    /** What the server must hear of it at this stage; nothing once it is answered. */
    Optional<ClientMessage> message(long session, Supplier<List<Long>> acks) {
        return switch (stage) {
            case UNSENT, ANSWERED -> Optional.empty();
            case SENT ->
                Optional.of(new ClientMessage.Call(
                        session, sequence, request.target(), request.command(), request.body(), acks.get()));
            case SKIPPED -> Optional.of(new Skip(session, sequence));
            case GIVEN_UP -> Optional.of(new Cancel(session, sequence));
        };
    }
}
