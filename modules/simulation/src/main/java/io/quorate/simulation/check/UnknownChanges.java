package io.quorate.simulation.check;

import io.quorate.simulation.check.OrderSearch.Act;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Guesses which operations without a known outcome happened, and when: those that make of a value what the next operation has
 * found, where that is not what the one before has left. A search that had to find them among all others would not end.
 */
final class UnknownChanges {
    /** Operations that one difference is made of. */
    private static final int MAX_AT_ONCE = 4;

    /**
     * An operation whose reply is known.
     *
     * @param found value before it
     * @param left value after it
     */
    record Known(Act<Long> act, long found, long left) {}

    private final List<Act<Long>> unknown;
    private final List<Act<Long>> guessed = new ArrayList<>();

    private UnknownChanges(List<Act<Long>> unknown) {
        this.unknown = new ArrayList<>(unknown);
    }

    /** The operations of unknown outcome, those that seem to have happened with a hint where. */
    static List<Act<Long>> hinted(List<Known> known, List<Act<Long>> unknown) {
        UnknownChanges changes = new UnknownChanges(unknown);
        List<Known> inOrder = new ArrayList<>(known);
        inOrder.sort(Comparator.comparingLong(each -> each.act().hint()));
        long value = 0;
        for (Known next : inOrder) {
            for (int most = 1; most <= MAX_AT_ONCE && !changes.explain(value, next, most); most++) {
                // One more may explain it.
            }
            value = next.left();
        }
        changes.guessed.addAll(changes.unknown);
        return changes.guessed;
    }

    private boolean explain(long value, Known next, int most) {
        if (value == next.found()) {
            return true;
        }
        if (most == 0) {
            return false;
        }
        for (Act<Long> act : List.copyOf(unknown)) {
            Optional<Long> after = act.effect().on(value);
            if (act.beginNanos() < next.act().endNanos() && after.isPresent() && after.get() != value) {
                unknown.remove(act);
                guessed.add(new Act<>(
                        act.name(), act.beginNanos(), act.endNanos(), next.act().hint() - 1, act.effect()));
                if (explain(after.get(), next, most - 1)) {
                    return true;
                }
                guessed.remove(guessed.size() - 1);
                unknown.add(act);
            }
        }
        return false;
    }
}
