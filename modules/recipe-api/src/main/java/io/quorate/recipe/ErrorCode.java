package io.quorate.recipe;

/** Errors of the kernel, server and client. Recipes add codes of their own; on the wire a code is its name. */
public enum ErrorCode {
    /** The request is malformed or breaks a limit; the message names the limit. */
    INVALID_REQUEST(false),
    /** A named limit of the server is reached (queue, sessions, waiters, stored replies). */
    OVERLOADED(true),
    /** The recipe is not active; the message has the command that deploys it. */
    RECIPE_NOT_FOUND(false),
    /** The recipe has no such command or query. */
    CALL_NOT_FOUND(false),
    /** The client's facade and the active recipe have different contracts. */
    CONTRACT_MISMATCH(false),
    /** The namespace does not exist, or is being deleted; the message has the command that creates it. */
    NAMESPACE_NOT_FOUND(false),
    /** What was named does not exist. */
    NOT_FOUND(false),
    /** What was asked contradicts the present state. */
    CONFLICT(false),
    /** The recipe's handler failed; nothing was changed. */
    RECIPE_FAILED(false),
    /** The recipe used more than its budget; nothing was changed. */
    OVER_BUDGET(false),
    /** The namespace, or the whole state, would hold more than it may; nothing was changed. */
    QUOTA_EXCEEDED(false),
    /** A node found the bundle unfit to run; nothing was changed. */
    BUNDLE_REFUSED(false),
    /** Nobody whom the cluster trusts vouches for the bundle; nothing was changed. */
    UNTRUSTED_BUNDLE(false),
    /** The instance is frozen after a failure or for an undeploy. */
    INSTANCE_FROZEN(true),
    /** A parked call reached its deadline in log time. */
    WAIT_TIMED_OUT(false),
    /** The call was cancelled by its caller before it was granted. */
    CANCELLED(false),
    /** The result of a call is known to be applied, but its body is no longer there. */
    BODY_GONE(false),
    /** The session ended; its holds and tickets are gone. */
    SESSION_EXPIRED(false),
    /** The session is being ended and takes no more calls. */
    SESSION_EXPIRING(false),
    /** A newer connection took the session over, or its secret was wrong. */
    SESSION_TAKEN(false),
    /** A sequence number was used for another command; a defect of the client. */
    SEQUENCE_MISMATCH(false),
    /** Another node leads. */
    NOT_LEADER(true),
    /** The node applies nothing at present and says why. */
    NOT_SERVING(true),
    /** No quorum answered in time. */
    NO_QUORUM(true),
    /** The log could not promise that the command is in or out. */
    OUTCOME_UNKNOWN(false),
    /** The cluster was restored from a backup; sessions and marks of before are void. */
    CLUSTER_RESTORED(false),
    /** Client and server have no protocol version in common, or name different clusters. */
    INCOMPATIBLE(false),
    /** The credential was refused. */
    UNAUTHENTICATED(false),
    /** The call's deadline passed at the client. */
    DEADLINE_EXCEEDED(true),
    /** No endpoint could be reached before the deadline. */
    UNREACHABLE(true),
    /** The client or handle is closed. */
    CLOSED(false),
    /** The hold is gone: its session was lost, or it was taken away. */
    HOLD_LOST(false);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** The same call may succeed later without any change. */
    public boolean retryable() {
        return retryable;
    }
}
