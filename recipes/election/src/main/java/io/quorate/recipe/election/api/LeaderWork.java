package io.quorate.recipe.election.api;

/** What a leader does. */
@FunctionalInterface
public interface LeaderWork<T> {
    /**
     * Runs in the thread that called {@link Candidacy#runWhileLeader}, which is interrupted when it is to stop.
     *
     * @param leadership of this term
     * @throws Exception for the caller, when it was not interrupted
     */
    T run(Leadership leadership) throws Exception;
}
