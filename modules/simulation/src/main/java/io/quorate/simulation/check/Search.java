package io.quorate.simulation.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether operations of one object can be put into an order in which each lies between its begin and its end and the object
 * answers as it did. Needs no witness: it looks at what clients saw, and at nothing else.
 *
 * <p>The algorithm of Wing and Gong ("Testing and verifying concurrent objects", 1993) with Lowe's memory of configurations
 * ("Testing for linearizability", 2017): a depth-first search over the operations that none other precedes, which never looks
 * twice at the same operations done with the same state.
 *
 * @param <S> state of the object, with {@code equals}
 * @param <O> what is done to it
 */
public final class Search<S, O> {
    /** The end of an operation of which nobody knows whether and when it took effect. */
    public static final long OPEN = Long.MAX_VALUE;

    /** What one object does. */
    @FunctionalInterface
    public interface Model<S, O> {
        /** The state behind the operation; empty when it cannot have answered so in this state. */
        Optional<S> after(S state, O operation);
    }

    /**
     * An operation with the times between which it took effect.
     *
     * @param endNanos {@link #OPEN} when it may also never have
     */
    public record Call<O>(O operation, long beginNanos, long endNanos) {}

    /** What the search came to. */
    public enum Answer {
        LINEARIZABLE,
        NOT_LINEARIZABLE,
        /** Not decided within the steps allowed, which whoever asks has to count as a failure. */
        UNDECIDED
    }

    /** A begin or an end, in a list in the order of time out of which operations are taken and put back. */
    private static final class Event {
        private final int number;
        private final boolean begins;
        private Event before = this;
        private Event next = this;
        private Event end = this;

        Event(int number, boolean begins) {
            this.number = number;
            this.begins = begins;
        }

        void unlink() {
            before.next = next;
            next.before = before;
        }

        void relink() {
            before.next = this;
            next.before = this;
        }
    }

    private record Configuration<S>(BitSet done, S state) {}

    private record Step<S>(Event begin, S before) {}

    private final Model<S, O> model;
    private final List<Call<O>> calls;
    private final long ended;
    private final Event head = new Event(-1, false);

    private Search(Model<S, O> model, List<Call<O>> calls) {
        this.model = model;
        this.calls = calls;
        this.ended = calls.stream().filter(call -> call.endNanos() != OPEN).count();
    }

    /**
     * Decides it.
     *
     * @param maxSteps of the search; each takes a bit of memory for each call at most
     */
    public static <S, O> Answer decide(Model<S, O> model, S initial, List<Call<O>> calls, long maxSteps) {
        Search<S, O> search = new Search<>(model, List.copyOf(calls));
        search.link();
        return search.run(initial, maxSteps);
    }

    private record Moment(long nanos, Event event) {}

    private void link() {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Event begin = new Event(i, true);
            begin.end = new Event(i, false);
            moments.add(new Moment(calls.get(i).beginNanos(), begin));
            moments.add(new Moment(calls.get(i).endNanos(), begin.end));
        }
        // At one moment begins come first: what only touches is concurrent.
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(moment -> !moment.event().begins));
        Event last = head;
        for (Moment moment : moments) {
            last.next = moment.event();
            moment.event().before = last;
            last = moment.event();
        }
        last.next = head;
        head.before = last;
    }

    private Answer run(S initial, long maxSteps) {
        Set<Configuration<S>> seen = new HashSet<>();
        List<Step<S>> steps = new ArrayList<>();
        BitSet done = new BitSet(calls.size());
        S state = initial;
        long left = ended;
        Event at = head.next;
        for (long step = 0; left > 0; step++) {
            if (step == maxSteps) {
                return Answer.UNDECIDED;
            }
            if (at.begins) {
                Optional<S> after = model.after(state, calls.get(at.number).operation());
                done.set(at.number);
                if (after.isPresent() && seen.add(new Configuration<>((BitSet) done.clone(), after.get()))) {
                    steps.add(new Step<>(at, state));
                    state = after.get();
                    left -= isOpen(at) ? 0 : 1;
                    at.end.unlink();
                    at.unlink();
                    at = head.next;
                } else {
                    done.clear(at.number);
                    at = at.next;
                }
            } else if (steps.isEmpty()) {
                return Answer.NOT_LINEARIZABLE;
            } else {
                // This operation has ended and fits nowhere: the last one that was taken came too early.
                Step<S> last = steps.remove(steps.size() - 1);
                state = last.before();
                done.clear(last.begin().number);
                left += isOpen(last.begin()) ? 0 : 1;
                last.begin().relink();
                last.begin().end.relink();
                at = last.begin().next;
            }
        }
        return Answer.LINEARIZABLE;
    }

    private boolean isOpen(Event begin) {
        return calls.get(begin.number).endNanos() == OPEN;
    }
}
