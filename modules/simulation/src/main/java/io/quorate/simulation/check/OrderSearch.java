package io.quorate.simulation.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for an order of operations on one object in which each happens at one moment between its begin and its end and does
 * what its client was told: Wing and Gong, "Testing and Verifying Concurrent Objects" (1993), with the memory of states seen of
 * Lowe, "Testing for Linearizability" (2017). The operations' hints only decide what is tried first.
 *
 * @param <S> state of the object; has equals and hashCode
 */
final class OrderSearch<S> {
    /** States tried for one object; a search that needs more is given up, and counts as a failure. */
    static final int MAX_STEPS = 200_000;

    /** No end is known: happens at any time after the begin, or never. */
    static final long OPEN = Long.MAX_VALUE;

    /** What an operation makes of a state. */
    interface Effect<S> {
        /** Empty when the operation cannot have happened in this state, as its client was told something else. */
        Optional<S> on(S state);
    }

    /**
     * An operation.
     *
     * @param beginNanos of true time
     * @param endNanos of true time, or {@link #OPEN}
     * @param hint tried in this order
     */
    record Act<S>(String name, long beginNanos, long endNanos, long hint, Effect<S> effect) {}

    /** What a search found. */
    enum Finding {
        ORDERED,
        DISORDERED,
        /** Neither within {@link #MAX_STEPS}. */
        UNDECIDED
    }

    private record Seen<S>(BitSet done, S state) {}

    private record Choice<S>(S before, int act, ArrayDeque<Integer> others) {}

    private final List<Act<S>> acts;
    private final BitSet done = new BitSet();
    private final Set<Seen<S>> seen = new HashSet<>();
    private final ArrayDeque<Choice<S>> choices = new ArrayDeque<>();
    private S state;
    private int due;
    private int firstOpen;
    private int furthest;
    private int stuckAt;

    private OrderSearch(List<Act<S>> acts, S initial) {
        this.acts = new ArrayList<>(acts);
        this.acts.sort(Comparator.<Act<S>>comparingLong(Act::beginNanos).thenComparingLong(Act::hint));
        this.state = initial;
        this.due = (int) acts.stream().filter(act -> act.endNanos() != OPEN).count();
    }

    /** Reports to the verdict when there is no such order, or none is found in time. */
    static <S> void require(Class<?> invariant, Verdict verdict, String object, List<Act<S>> acts, S initial) {
        OrderSearch<S> search = new OrderSearch<>(acts, initial);
        Finding found = search.run();
        if (found != Finding.ORDERED) {
            String what = found == Finding.DISORDERED
                    ? " have no order; none fits behind "
                    : " are undecided after " + MAX_STEPS + " steps, the limit; the furthest got to ";
            verdict.violated(
                    invariant,
                    acts.size() + " operations on " + object + what + search.furthest + " of them, at "
                            + (acts.isEmpty()
                                    ? "none"
                                    : search.acts.get(search.stuckAt).name()));
        }
    }

    static <S> Finding find(List<Act<S>> acts, S initial) {
        return new OrderSearch<>(acts, initial).run();
    }

    private Finding run() {
        ArrayDeque<Integer> candidates = candidates();
        int steps = 0;
        while (due > 0) {
            Integer next = candidates.poll();
            if (next == null) {
                if (choices.isEmpty()) {
                    return Finding.DISORDERED;
                }
                candidates = undo();
                continue;
            }
            Act<S> act = acts.get(next);
            Optional<S> after = act.effect().on(state);
            if (after.isEmpty()) {
                continue;
            }
            steps++;
            if (steps > MAX_STEPS) {
                return Finding.UNDECIDED;
            }
            done.set(next);
            if (!seen.add(new Seen<>((BitSet) done.clone(), after.get()))) {
                done.clear(next);
                continue;
            }
            choices.push(new Choice<>(state, next, candidates));
            state = after.get();
            due -= act.endNanos() == OPEN ? 0 : 1;
            firstOpen = done.nextClearBit(firstOpen);
            candidates = candidates();
            if (choices.size() > furthest) {
                furthest = choices.size();
                stuckAt = firstDue();
            }
        }
        return Finding.ORDERED;
    }

    /** Of the acts that must happen, the first that has not; the last act when there is none. */
    private int firstDue() {
        int next = done.nextClearBit(firstOpen);
        while (next < acts.size() && acts.get(next).endNanos() == OPEN) {
            next = done.nextClearBit(next + 1);
        }
        return Math.min(next, acts.size() - 1);
    }

    private ArrayDeque<Integer> undo() {
        Choice<S> last = choices.pop();
        state = last.before();
        done.clear(last.act());
        due += acts.get(last.act()).endNanos() == OPEN ? 0 : 1;
        firstOpen = Math.min(firstOpen, last.act());
        return last.others();
    }

    /** Those that may come next: each began before any of the others had ended. */
    private ArrayDeque<Integer> candidates() {
        long earliestEnd = OPEN;
        List<Integer> found = new ArrayList<>();
        for (int i = done.nextClearBit(firstOpen); i < acts.size(); i = done.nextClearBit(i + 1)) {
            if (acts.get(i).beginNanos() > earliestEnd) {
                break;
            }
            earliestEnd = Math.min(earliestEnd, acts.get(i).endNanos());
            found.add(i);
        }
        long bound = earliestEnd;
        found.removeIf(i -> acts.get(i).beginNanos() > bound);
        found.sort(Comparator.comparingLong(i -> acts.get(i).hint()));
        return new ArrayDeque<>(found);
    }
}
