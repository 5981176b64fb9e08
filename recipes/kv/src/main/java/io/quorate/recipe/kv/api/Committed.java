package io.quorate.recipe.kv.api;

import io.quorate.codec.RecordCodec;
import java.util.List;
import java.util.Optional;

/**
 * What a transaction did. The result of an operation is at the operation's place in its branch, from 0.
 *
 * @param held all conditions held, and the first branch was done
 * @param revision at which all of it happened
 */
public record Committed(boolean held, long revision, List<Result> results) {
    /** Of {@link Operations#get}. */
    public Optional<Entry> found(int place) {
        return result(place, Result.Found.class).entry();
    }

    /** Of what sets a key. */
    public Result.Stored stored(int place) {
        return result(place, Result.Stored.class);
    }

    /** How many keys were deleted. */
    public int deleted(int place) {
        return result(place, Result.Deleted.class).keys();
    }

    /** The number after {@link Operations#add}. */
    public long sum(int place) {
        return result(place, Result.Sum.class).number();
    }

    /** What the command of the other recipe replied. */
    public <R extends Record> R answer(int place, Class<R> reply) {
        return RecordCodec.of(reply).decode(result(place, Result.Answer.class).reply());
    }

    private <R extends Result> R result(int place, Class<R> type) {
        if (place < 0 || place >= results.size()) {
            throw new IllegalArgumentException("there are " + results.size() + " results, and none at " + place
                    + (held ? "" : "; the conditions did not hold"));
        }
        Result result = results.get(place);
        if (!type.isInstance(result)) {
            throw new IllegalArgumentException("the result at " + place + " is " + result + ", no "
                    + type.getSimpleName() + (held ? "" : "; the conditions did not hold"));
        }
        return type.cast(result);
    }
}
