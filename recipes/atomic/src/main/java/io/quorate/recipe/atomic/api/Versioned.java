package io.quorate.recipe.atomic.api;

import java.util.Optional;

/**
 * What a {@link Reference} holds.
 *
 * @param value empty when it has none
 * @param version larger than those of all values before, also after it had none; 0 when there is no value
 */
public record Versioned<T>(Optional<T> value, long version) {}
