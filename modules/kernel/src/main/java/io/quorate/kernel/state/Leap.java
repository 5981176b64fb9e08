package io.quorate.kernel.state;

import io.quorate.recipe.FencingToken;
import java.util.Optional;

/**
 * Where epochs and revisions go on when others than the known ones may have been given: above all of them (rule 28). Revisions are
 * drawn far slower than one a microsecond, so that the time alone is above what a lost history has drawn.
 *
 * @param revision the first one of the epoch
 */
public record Leap(int epoch, long revision) {
    /** UTC ms of 2020-01-01. */
    private static final long EPOCH_2020_MILLIS = 1_577_836_800_000L;

    /**
     * The next numbers above these; half of the revisions are kept for what comes afterwards.
     *
     * @param calendarMillis UTC
     * @return empty when there is no number left above
     */
    public static Optional<Leap> above(int epoch, long revision, long calendarMillis) {
        long micros = Math.max(0, calendarMillis - EPOCH_2020_MILLIS) * 1_000;
        long last = Math.max(revision, micros);
        return epoch < FencingToken.MAX_EPOCH && last < FencingToken.MAX_REVISION / 2
                ? Optional.of(new Leap(epoch + 1, last + 1))
                : Optional.empty();
    }
}
