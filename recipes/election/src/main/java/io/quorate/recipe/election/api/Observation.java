package io.quorate.recipe.election.api;

/**
 * What an observer is told.
 *
 * @param view who leads
 * @param gap terms between the view told before and this one may be missing; never silence
 */
public record Observation(LeaderView view, boolean gap) {}
