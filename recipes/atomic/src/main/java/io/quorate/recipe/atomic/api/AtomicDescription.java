package io.quorate.recipe.atomic.api;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An instance at one revision, for people.
 *
 * @param kind empty when it does not exist, as a counter at 0, a flag that is false and a reference without a value do not
 * @param number of a counter its value; of ids and a sequence the last one that was given
 * @param flag of a flag
 * @param version of a reference
 * @param bytes size of a reference's value in bytes
 */
public record AtomicDescription(
        Optional<Kind> kind,
        OptionalLong number,
        Optional<Boolean> flag,
        OptionalLong version,
        OptionalLong bytes,
        long revision) {}
