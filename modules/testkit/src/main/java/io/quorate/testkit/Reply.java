package io.quorate.testkit;

import io.quorate.kernel.CallRequest;
import io.quorate.kernel.CallResult;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import org.jspecify.annotations.Nullable;

/**
 * A call and what became of it. What it says changes as the world goes on: a call that waits is answered by a later command.
 *
 * @param <R> the reply of the command
 */
public final class Reply<R extends Record> {
    private final TestClient client;
    private final CallRequest request;
    private final Class<R> type;
    private @Nullable CallResult result;

    Reply(TestClient client, CallRequest request, Class<R> type) {
        this.client = client;
        this.request = request;
        this.type = type;
    }

    /** It has no answer: the command is parked, or its client has crashed. */
    public boolean isWaiting() {
        return result == null;
    }

    /**
     * The reply.
     *
     * @throws QuorateException when the call was refused
     * @throws AssertionError when it waits
     */
    public R reply() {
        CallResult answer = answer();
        if (answer.kind() != CallResult.Kind.OK) {
            throw QuorateException.of(answer.code(), outcome(), answer.message());
        }
        return Bytes.decode(type, answer.body());
    }

    /** Code of the refusal; empty when it succeeded. */
    public String code() {
        return answer().code();
    }

    /** Message of the refusal; empty when it succeeded. */
    public String message() {
        return answer().message();
    }

    /** What the answer says of the call's effect. */
    public CallOutcome outcome() {
        return switch (answer().kind()) {
            case OK, GONE, READ -> CallOutcome.APPLIED;
            case REFUSED, UNDONE, NOT_APPLIED -> CallOutcome.NOT_APPLIED;
            case UNKNOWN -> CallOutcome.UNKNOWN;
        };
    }

    /** Revision of the command that gave the answer. */
    public long revision() {
        return answer().revision();
    }

    /**
     * Takes the call back, as a client does that gave up: one that waits is dropped, and one whose answer it has not taken is
     * undone, if the recipe can undo it.
     */
    public Reply<R> cancel() {
        client.cancel(request.sequence());
        return this;
    }

    /** Sends the call again under its number, as a client does whose connection broke. */
    public Reply<R> repeat() {
        client.send(request);
        return this;
    }

    TestClient client() {
        return client;
    }

    CallRequest request() {
        return request;
    }

    CallResult answer() {
        if (result == null) {
            throw new AssertionError(what() + " still waits for its answer");
        }
        return result;
    }

    void answered(CallResult answer) {
        result = answer;
    }

    private String what() {
        return "'" + request.command() + "' of '" + request.address().instance() + "'";
    }

    @Override
    public String toString() {
        if (result == null) {
            return what() + ": waits";
        }
        return what() + ": "
                + (result.kind() == CallResult.Kind.OK ? reply() : result.code() + ", " + result.message());
    }
}
