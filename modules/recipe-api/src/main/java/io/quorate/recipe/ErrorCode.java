package io.quorate.recipe;

/** Errors of the kernel, server and client. Recipes add codes of their own; on the wire a code is its name. */
public enum ErrorCode {
    /** The request is malformed or breaks a limit; the message names the limit. */
    INVALID_REQUEST(
            false,
            "The request is malformed or breaks a limit that the message names. Correct it; the same "
                    + "request fails again."),
    /** A named limit of the server is reached (queue, sessions, waiters, stored replies). */
    OVERLOADED(
            true,
            "A limit of the server is reached and nothing was changed. Try again a little later, or raise"
                    + " the limit that the message names."),
    /** The recipe is not active; the message has the command that deploys it. */
    RECIPE_NOT_FOUND(
            false,
            "The recipe is not active in the cluster. `quorate bundle deploy RECIPE` deploys it, `quorate"
                    + " recipe list` shows what is there."),
    /** The recipe has no such command or query. */
    CALL_NOT_FOUND(false, "The recipe has no such command or query. `quorate RECIPE --help` lists them."),
    /** The client's facade and the active recipe have different contracts. */
    CONTRACT_MISMATCH(
            false,
            "The client was written for another contract version of the recipe. Use a client library that"
                    + " fits `quorate recipe describe RECIPE`."),
    /** The namespace does not exist, or is being deleted; the message has the command that creates it. */
    NAMESPACE_NOT_FOUND(
            false,
            "The namespace does not exist, is being deleted or was deleted. `quorate namespace list` "
                    + "shows what is there, `quorate namespace create NAME` creates one."),
    /** What was named does not exist. */
    NOT_FOUND(
            false,
            "What was named does not exist. The `list` of what it would be, such as `quorate session "
                    + "list`, shows what there is."),
    /** What was asked contradicts the present state. */
    CONFLICT(
            false,
            "What was asked contradicts the present state; the message says how. Look at the state, and "
                    + "change it or the request."),
    /** The recipe's handler failed; nothing was changed. */
    RECIPE_FAILED(
            false,
            "The recipe's code failed and nothing was changed. This is a defect of the recipe; its author"
                    + " needs the message."),
    /** The recipe used more than its budget; nothing was changed. */
    OVER_BUDGET(
            false,
            "The recipe used more steps than one command may, and nothing was changed. Ask for less in "
                    + "one command; if that is not possible, its author needs the message."),
    /** The namespace, or the whole state, would hold more than it may; nothing was changed. */
    QUOTA_EXCEEDED(
            false,
            "The namespace, or the whole state, would hold more than it may. Nothing was changed; what "
                    + "holds less afterwards is always allowed. Remove what is not needed, or raise the bound: "
                    + "`quorate namespace quota NAME SIZE`, or `quorate cluster config set state.max-size SIZE`."),
    /** A node found the bundle unfit to run; nothing was changed. */
    BUNDLE_REFUSED(
            false,
            "The bundle may not run; nothing was changed. `quorate bundle verify FILE` lists every " + "reason."),
    /** Nobody whom the cluster trusts vouches for the bundle; nothing was changed. */
    UNTRUSTED_BUNDLE(
            false,
            "The cluster takes only bundles that a trusted key has signed, or whose digest it trusts; "
                    + "nothing was changed. `quorate bundle keys list` shows whom it trusts, `quorate bundle sign` "
                    + "signs, and docs/trust.md tells the whole."),
    /** The instance is frozen after a failure or for an undeploy. */
    INSTANCE_FROZEN(
            true,
            "The resource takes no commands after a failure of its recipe, or since it was undeployed "
                    + "with --freeze. Deploy a version of the recipe that works: `quorate bundle deploy FILE`."),
    /** A parked call reached its deadline in log time. */
    WAIT_TIMED_OUT(false, "What was waited for was not granted in the time given. Wait longer, or see who holds it."),
    /** The call was cancelled by its caller before it was granted. */
    CANCELLED(
            false,
            "The call was given up by its caller before it was granted, and nothing was changed. Nothing "
                    + "is to be done."),
    /** The result of a call is known to be applied, but its body is no longer there. */
    BODY_GONE(
            false,
            "The command took effect, but what it would have answered is no longer there. Do not repeat "
                    + "it; read the state."),
    /** The session ended; its holds and tickets are gone. */
    SESSION_EXPIRED(
            false,
            "The session has ended, and with it all that it held and waited for. Start again with a new " + "one."),
    /** The session is being ended and takes no more calls. */
    SESSION_EXPIRING(false, "The session is being ended and takes no more commands. Start again with a new one."),
    /** A newer connection took the session over, or its secret was wrong. */
    SESSION_TAKEN(
            false,
            "The session goes on over another connection, or its secret was wrong. Close this client, and"
                    + " use one client for each process."),
    /** A sequence number was used for another command; a defect of the client. */
    SEQUENCE_MISMATCH(
            false,
            "Two different commands carried one number. This is a defect of the client library; report "
                    + "it, and start again with a new session."),
    /** Another node leads. */
    NOT_LEADER(
            true, "Another node leads. Clients find it by themselves; name all nodes as endpoints " + "(--endpoints)."),
    /** The node applies nothing at present and says why. */
    NOT_SERVING(true, "The node applies nothing at present, and says why. See `quorate cluster status`."),
    /** No quorum answered in time. */
    NO_QUORUM(true, "Too few nodes answer to be sure of anything. Bring nodes back; nothing is lost."),
    /** The log could not promise that the command is in or out. */
    OUTCOME_UNKNOWN(false, "The command may or may not have taken effect. Read the state before doing it again."),
    /** The cluster was restored from a backup; sessions and marks of before are void. */
    CLUSTER_RESTORED(
            false,
            "The cluster was restored from a backup: sessions and marks from before are void. Start again"
                    + " with a new session; docs/restore.md tells what became of what was held."),
    /** Client and server have no protocol version in common, or name different clusters. */
    INCOMPATIBLE(
            false,
            "Client and server speak no common protocol version, or name different clusters. Use a client"
                    + " of the version of the servers, and endpoints of one cluster alone."),
    /** The credential was refused. */
    UNAUTHENTICATED(
            false,
            "The server refused the credential, or takes no client from this machine. Correct the "
                    + "credential, or ask whoever runs the server."),
    /** The call's deadline passed at the client. */
    DEADLINE_EXCEEDED(
            true,
            "No answer came in time. A longer deadline (--timeout) gives more; the message says whether "
                    + "the command may have taken effect."),
    /** No endpoint could be reached before the deadline. */
    UNREACHABLE(
            true,
            "No server answers. Check that one runs (`quorate dev` starts one) and that the endpoints "
                    + "(--endpoints, QUORATE_ENDPOINTS) name it."),
    /** The client or handle is closed. */
    CLOSED(false, "The client or handle was closed before. Open a new one."),
    /** The hold is gone: its session was lost, or it was taken away. */
    HOLD_LOST(
            false,
            "The hold is gone: its session ended, or somebody took it away. Nothing that its token guards"
                    + " may be done any more.");

    private final boolean retryable;
    private final String hint;

    ErrorCode(boolean retryable, String hint) {
        this.retryable = retryable;
        this.hint = hint;
    }

    /** The same call may succeed later without any change. */
    public boolean retryable() {
        return retryable;
    }

    /** What it means and what to do, for people; names commands and options of the command line where they help. */
    public String hint() {
        return hint;
    }
}
