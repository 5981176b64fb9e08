package io.quorate.recipe.atomic.api;

import io.quorate.codec.DefaultValue;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What goes over the wire between clients of atomic values and the recipe. Programs use {@link AtomicClient}; this is for those that
 * call the recipe without it or subscribe to its events.
 */
public final class AtomicContract {
    /** Name of the recipe. */
    public static final String RECIPE = "atomic";

    /** Version of all that is declared here. */
    public static final int VERSION = 1;

    /** Query {@link Get} to {@link Count}. */
    public static final String GET = "get";

    /** Command {@link Set} to {@link Counted}. */
    public static final String SET = "set";

    /** Command {@link Add} to {@link Counted}. */
    public static final String ADD = "add";

    /** Command {@link Update} to {@link Counted}. */
    public static final String UPDATE = "update";

    /** Command {@link CompareAndSet} to {@link Swapped}. */
    public static final String COMPARE_AND_SET = "compare-and-set";

    /** Query {@link GetFlag} to {@link FlagRead}. */
    public static final String GET_FLAG = "get-flag";

    /** Command {@link SetFlag} to {@link FlagSet}. */
    public static final String SET_FLAG = "set-flag";

    /** Command {@link CompareAndSetFlag} to {@link FlagSwapped}. */
    public static final String COMPARE_AND_SET_FLAG = "compare-and-set-flag";

    /** Query {@link GetReference} to {@link ReferenceRead}. */
    public static final String GET_REFERENCE = "get-reference";

    /** Command {@link SetReference} to {@link ReferenceSet}. */
    public static final String SET_REFERENCE = "set-reference";

    /** Command {@link CompareAndSetReference} to {@link ReferenceSwapped}. */
    public static final String COMPARE_AND_SET_REFERENCE = "compare-and-set-reference";

    /** Command {@link TakeIds} to {@link IdBlock}. */
    public static final String TAKE_IDS = "take-ids";

    /** Command {@link Next} to {@link Numbered}. */
    public static final String NEXT = "next";

    /** Command {@link Delete} to {@link Deleted}. */
    public static final String DELETE = "delete";

    /** Query {@link Describe} to {@link AtomicDescription}. */
    public static final String DESCRIBE = "describe";

    /** Error: the number would be outside the bounds that were given, or those of 64 bits. */
    public static final String OUT_OF_BOUNDS = "OUT_OF_BOUNDS";

    /** Error: the instance is of another {@link Kind} than the call is for. */
    public static final String WRONG_KIND = "WRONG_KIND";

    /** Largest value of a reference, in bytes as it is encoded. */
    public static final int MAX_REFERENCE_BYTES = 12 * 1024;

    /** Most ids that one call takes. */
    public static final int MAX_BLOCK = 1_000_000;

    private AtomicContract() {}

    /** Asks for a counter. */
    public record Get() {}

    /**
     * A counter.
     *
     * @param revision of the state that was read
     */
    public record Count(long value, long revision) {}

    /** Sets a counter. */
    public record Set(long value) {}

    /**
     * Adds to a counter, or changes nothing when the sum would be outside the bounds: {@link #OUT_OF_BOUNDS}.
     *
     * @param amount may be negative
     * @param min least sum; empty for the least number of 64 bits
     * @param max largest sum; empty for the largest number of 64 bits
     */
    public record Add(@DefaultValue("1") long amount, OptionalLong min, OptionalLong max) {
        public Add {
            if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
                throw new IllegalArgumentException(
                        "min must not be more than max, was " + min.getAsLong() + " and " + max.getAsLong());
            }
        }

        public Add(long amount) {
            this(amount, OptionalLong.empty(), OptionalLong.empty());
        }
    }

    /** Changes a counter by an operand. */
    public record Update(CounterOperation operation, long operand) {}

    /**
     * A counter after a change.
     *
     * @param before the change
     */
    public record Counted(long value, long before) {}

    /** Sets a counter if it is what is expected. */
    public record CompareAndSet(long expected, long value) {}

    /**
     * A counter after {@link CompareAndSet}.
     *
     * @param swapped it was what was expected
     * @param value what it is now
     */
    public record Swapped(boolean swapped, long value) {}

    /** A counter has changed. */
    public record CounterChanged(long value) {}

    /** Asks for a flag. */
    public record GetFlag() {}

    /**
     * A flag.
     *
     * @param revision of the state that was read
     */
    public record FlagRead(boolean value, long revision) {}

    /** Sets a flag. */
    public record SetFlag(boolean value) {}

    /**
     * A flag that was set.
     *
     * @param before what it was
     */
    public record FlagSet(boolean value, boolean before) {}

    /** Sets a flag if it is what is expected. */
    public record CompareAndSetFlag(boolean expected, boolean value) {}

    /**
     * A flag after {@link CompareAndSetFlag}.
     *
     * @param swapped it was what was expected
     * @param value what it is now
     */
    public record FlagSwapped(boolean swapped, boolean value) {}

    /** A flag has changed. */
    public record FlagChanged(boolean value) {}

    /** Asks for a reference. */
    public record GetReference() {}

    /**
     * A reference.
     *
     * @param version revision of the command that set the value; 0 when there is none
     * @param revision of the state that was read
     */
    public record ReferenceRead(Optional<byte[]> value, long version, long revision) {}

    /**
     * Sets a reference.
     *
     * @param value at most {@link #MAX_REFERENCE_BYTES}
     */
    public record SetReference(byte[] value) {
        public SetReference {
            requireFit(value);
        }
    }

    /**
     * A reference that was set.
     *
     * @param version of its new value
     * @param before its value before, if it had one
     */
    public record ReferenceSet(long version, Optional<byte[]> before) {}

    /**
     * Sets a reference if it has the expected version.
     *
     * @param expectedVersion 0 for a reference without a value
     * @param value at most {@link #MAX_REFERENCE_BYTES}; empty to take the value away
     */
    public record CompareAndSetReference(long expectedVersion, Optional<byte[]> value) {
        public CompareAndSetReference {
            if (value.isPresent()) {
                requireFit(value.get());
            }
        }
    }

    /**
     * A reference after {@link CompareAndSetReference}.
     *
     * @param swapped it had the expected version
     * @param version that it has now; 0 when it has no value
     * @param found its value when it had another version
     */
    public record ReferenceSwapped(boolean swapped, long version, Optional<byte[]> found) {}

    /**
     * A reference was set, or its value taken away.
     *
     * @param version 0 when it has no value any more
     */
    public record ReferenceChanged(Optional<byte[]> value, long version) {}

    /**
     * Takes ids.
     *
     * @param count 1 to {@link #MAX_BLOCK}
     */
    public record TakeIds(@DefaultValue("1") int count) {
        public TakeIds {
            if (count < 1 || count > MAX_BLOCK) {
                throw new IllegalArgumentException("count must be 1 to " + MAX_BLOCK + ", was " + count);
            }
        }
    }

    /** Ids that the caller alone has: all numbers from the first to the last. */
    public record IdBlock(long first, long last) {}

    /** Asks for the next number of a sequence. */
    public record Next() {}

    /** The number that the caller alone has. */
    public record Numbered(long number) {}

    /**
     * Takes an instance away.
     *
     * @param force ids and sequences too, whose numbers are given again then
     */
    public record Delete(@DefaultValue("false") boolean force) {}

    /**
     * It is not there any more.
     *
     * @param existed it was there
     */
    public record Deleted(boolean existed) {}

    /** Asks what an instance is. */
    public record Describe() {}

    private static void requireFit(byte[] value) {
        if (value.length > MAX_REFERENCE_BYTES) {
            throw new IllegalArgumentException(
                    "the value has " + value.length + " bytes, a reference may have " + MAX_REFERENCE_BYTES);
        }
    }
}
