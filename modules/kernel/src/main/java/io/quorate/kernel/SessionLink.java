package io.quorate.kernel;

import io.quorate.recipe.SessionId;

/** A client's connection as its sessions see it. Called on the loop; must not block or throw; a closed one ignores calls. */
public interface SessionLink {
    /** Final result of a call, skip or cancel. */
    void replied(SessionId session, long sequence, CallResult result);

    /**
     * The call was not taken into the log this time.
     *
     * @param problem code {@link Kernel#OUT_OF_ORDER} when an earlier number is missing
     */
    void refused(SessionId session, long sequence, Problem problem);

    /** The session ended, or another link took it over. */
    void ended(SessionId session, Problem reason);
}
