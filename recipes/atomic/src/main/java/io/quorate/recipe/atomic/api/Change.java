package io.quorate.recipe.atomic.api;

/**
 * What a listener is told.
 *
 * @param value since this change
 * @param revision of the state that has it
 */
public record Change<T>(T value, long revision) {}
