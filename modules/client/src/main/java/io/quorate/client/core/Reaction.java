package io.quorate.client.core;

import io.quorate.recipe.ErrorCode;

/** What a server's refusal means for the request. */
enum Reaction {
    /** The same server will take it later. */
    RETRY,
    /** Another server takes it, or this one after a while. */
    MOVE,
    /** Nobody takes it: the caller must know. */
    TELL;

    static Reaction to(String code) {
        if (code.equals(ErrorCode.OVERLOADED.name()) || code.equals(ErrorCode.NO_QUORUM.name())) {
            return RETRY;
        }
        return code.equals(ErrorCode.NOT_LEADER.name()) || code.equals(ErrorCode.NOT_SERVING.name()) ? MOVE : TELL;
    }
}
