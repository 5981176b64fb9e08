package io.quorate.kernel.apply;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.Address;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.storage.RowCursor;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first row of which two versions of a recipe make something else.
 *
 * @param where the row, for people
 */
record StateDifference(String where, String active, String next) {
    /** Rows of an instance that was migrated are looked at one by one, up to so many. */
    private static final int MAX_ROWS = 1_000;

    /** Looks at the rows that either side has written. */
    static Optional<StateDifference> amongWritten(Step active, Step next) {
        TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
        keys.addAll(active.rows().keys());
        keys.addAll(next.rows().keys());
        for (byte[] key : keys) {
            if (Keys.isOfInstance(key)) {
                Optional<StateDifference> difference =
                        at(key, active.rows().get(key), next.rows().get(key));
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    /** Looks at all rows of the instance, which is in one state version on both sides. */
    static Optional<StateDifference> ofWhole(Step active, Step next, Address address) {
        byte[] key = Keys.instance(address);
        Optional<StateDifference> difference =
                at(key, active.rows().get(key), next.rows().get(key));
        Optional<InstanceRow> instance = Instances.find(active, address);
        if (difference.isPresent() || instance.isEmpty()) {
            return difference;
        }
        long id = instance.get().id();
        for (byte[] prefix : new byte[][] {Keys.rows(id), Keys.tickets(id), Keys.timers(id)}) {
            difference = under(prefix, active.rows(), next.rows());
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<StateDifference> under(byte[] prefix, Rows active, Rows next) {
        byte[] end = KeyBytes.successor(prefix);
        try (RowCursor ours = active.scan(prefix, end);
                RowCursor theirs = next.scan(prefix, end)) {
            for (int row = 0; row < MAX_ROWS; row++) {
                boolean more = ours.next();
                boolean theirMore = theirs.next();
                if (!more && !theirMore) {
                    return Optional.empty();
                }
                int order = !more ? 1 : !theirMore ? -1 : Arrays.compareUnsigned(ours.key(), theirs.key());
                Optional<StateDifference> difference = at(
                        order > 0 ? theirs.key() : ours.key(),
                        order > 0 ? null : ours.value(),
                        order < 0 ? null : theirs.value());
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<StateDifference> at(byte[] key, byte @Nullable [] active, byte @Nullable [] next) {
        return Arrays.equals(active, next)
                ? Optional.empty()
                : Optional.of(new StateDifference(name(key), words(active), words(next)));
    }

    private static String words(byte @Nullable [] row) {
        return row == null ? "no row" : Wording.of(row);
    }

    private static String name(byte[] key) {
        return Keys.isRow(key) ? "state " + Keys.stateOf(key) : "instance";
    }
}
