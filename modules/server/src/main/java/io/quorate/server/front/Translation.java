package io.quorate.server.front;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.Cursor;
import io.quorate.kernel.QueryRequest;
import io.quorate.protocol.Answer;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ReadLevel;

/** The kernel's words and the wire's: alike today, and free to part when either of them gets a new version. */
final class Translation {
    private Translation() {}

    static Answer answer(CallResult result) {
        return new Answer(kind(result.kind()), result.revision(), result.code(), result.message(), result.body());
    }

    static EventCursor cursor(Cursor cursor) {
        return new EventCursor(cursor.epoch(), cursor.revision(), cursor.ordinal());
    }

    static Cursor cursor(EventCursor cursor) {
        return new Cursor(cursor.epoch(), cursor.revision(), cursor.ordinal());
    }

    static QueryRequest.ReadLevel level(ReadLevel level) {
        return switch (level) {
            case LINEARIZABLE -> QueryRequest.ReadLevel.LINEARIZABLE;
            case SESSION -> QueryRequest.ReadLevel.SESSION;
            case STALE -> QueryRequest.ReadLevel.STALE;
        };
    }

    private static Answer.Kind kind(CallResult.Kind kind) {
        return switch (kind) {
            case OK -> Answer.Kind.OK;
            case REFUSED -> Answer.Kind.REFUSED;
            case UNDONE -> Answer.Kind.UNDONE;
            case NOT_APPLIED -> Answer.Kind.NOT_APPLIED;
            case UNKNOWN -> Answer.Kind.UNKNOWN;
            case GONE -> Answer.Kind.GONE;
            case READ -> throw new IllegalArgumentException("a reply that is still to be read stays in the kernel");
        };
    }
}
