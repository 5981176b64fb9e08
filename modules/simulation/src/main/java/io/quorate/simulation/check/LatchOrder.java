package io.quorate.simulation.check;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Remove;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.simulation.check.OrderSearch.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What calls make of a latch. */
final class LatchOrder {
    /** Looks that change nothing are tried first. */
    private static final long FIRST = 0;

    /**
     * A latch.
     *
     * @param generation that it has, or, while that is not known, one that is smaller
     * @param known the generation is
     * @param initial what it counts from; 0 when that was not said
     * @param count what is left
     * @param ids that were counted
     */
    record Latch(long generation, boolean known, int initial, int count, Set<String> ids) {
        static final Latch UNSET = new Latch(0, true, 0, 0, Set.of());

        boolean isSet() {
            return initial > 0;
        }

        boolean isOpen() {
            return isSet() && count == 0;
        }

        /** Begins to count, in a generation that nobody has been told yet. */
        Latch begun(int from) {
            return new Latch(generation, false, from, from, Set.of());
        }

        Latch removed() {
            return new Latch(generation, false, 0, 0, Set.of());
        }

        Latch counted(String id) {
            if (count == 0 || ids.contains(id)) {
                return this;
            }
            Set<String> more = new TreeSet<>(count == 1 ? Set.of() : ids);
            if (count > 1 && !id.isEmpty()) {
                more.add(id);
            }
            return new Latch(generation, known, initial, count - 1, more);
        }

        /** Empty when it cannot have this generation. */
        Optional<Latch> in(long told) {
            boolean fits = isSet() && (known ? told == generation : told > generation);
            return fits ? Optional.of(new Latch(told, true, initial, count, ids)) : Optional.empty();
        }

        Optional<Latch> seenAs(Counted told) {
            return in(told.generation()).filter(latch -> latch.count() == told.count());
        }
    }

    private LatchOrder() {}

    static void require(Class<?> invariant, Verdict verdict, String name, List<Witness> calls) {
        List<Act<Latch>> acts = new ArrayList<>();
        calls.forEach(call -> act(call).ifPresent(acts::add));
        OrderSearch.require(invariant, verdict, name, acts, Latch.UNSET);
    }

    private static Optional<Act<Latch>> act(Witness call) {
        Optional<Counted> counted = call.reply(Counted.class);
        if (counted.isPresent()) {
            Counted told = counted.get();
            return Optional.of(call.toldAct(before -> call.request() instanceof Remove
                    ? before.seenAs(told).map(Latch::removed)
                    : after(call.request(), before).flatMap(latch -> latch.seenAs(told))));
        } else if (call.request() instanceof AwaitOpen) {
            return await(call);
        } else if (call.request() instanceof Reset reset && call.isRefusedWith(ErrorCode.CONFLICT.name())) {
            return Optional.of(call.act(
                    FIRST,
                    before -> before.isOpen() && reset.generation() == before.generation()
                            ? Optional.empty()
                            : Optional.of(before)));
        } else if (call.isUnknown()) {
            return Optional.of(call.openAct(before -> after(call.request(), before)));
        }
        return Optional.empty();
    }

    private static Optional<Act<Latch>> await(Witness call) {
        Optional<Opened> opened = call.reply(Opened.class);
        if (opened.isPresent()) {
            return Optional.of(call.toldAct(
                    before -> before.isOpen() ? before.in(opened.get().generation()) : Optional.empty()));
        }
        return call.isRefusedWith(ErrorCode.WAIT_TIMED_OUT.name())
                ? Optional.of(call.act(FIRST, before -> before.isOpen() ? Optional.empty() : Optional.of(before)))
                : Optional.empty();
    }

    /** Empty when it would be refused. */
    private static Optional<Latch> after(Record request, Latch before) {
        if (request instanceof SetCount set) {
            if (!before.isSet()) {
                return Optional.of(before.begun(set.count()));
            }
            return before.initial() == set.count() ? Optional.of(before) : Optional.empty();
        } else if (request instanceof CountDown count) {
            return before.isSet() ? Optional.of(before.counted(count.id())) : Optional.empty();
        } else if (request instanceof Reset reset) {
            boolean fits = before.isOpen()
                    && (reset.generation() == 0 || before.in(reset.generation()).isPresent());
            return fits ? Optional.of(before.begun(before.initial())) : Optional.empty();
        } else if (request instanceof Remove) {
            return before.isSet() ? Optional.of(before.removed()) : Optional.empty();
        }
        return Optional.empty();
    }
}
