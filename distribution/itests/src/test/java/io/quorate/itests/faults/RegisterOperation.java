package io.quorate.itests.faults;

import io.quorate.simulation.check.Search;
import io.quorate.simulation.check.Search.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What clients saw a register do. No two write the same value. */
sealed interface RegisterOperation {
    record Write(long value) implements RegisterOperation {}

    /** Also a swap that did not find what it expected. */
    record Read(long value) implements RegisterOperation {}

    /** A swap that took place. */
    record Swap(long expected, long value) implements RegisterOperation {}

    /** A swap of which the answer is missing. */
    record MaybeSwap(long expected, long value) implements RegisterOperation {}

    static Optional<Long> after(Long state, RegisterOperation operation) {
        if (operation instanceof Write write) {
            return Optional.of(write.value());
        } else if (operation instanceof Read read) {
            return state == read.value() ? Optional.of(state) : Optional.empty();
        } else if (operation instanceof Swap swap) {
            return state == swap.expected() ? Optional.of(swap.value()) : Optional.empty();
        }
        MaybeSwap swap = (MaybeSwap) operation;
        return Optional.of(state == swap.expected() ? swap.value() : state);
    }

    /**
     * The same history with fewer open ends. As no two write the same value, one of unknown fate whose value nobody saw
     * changes nothing for anybody, and one whose value was seen took effect before that.
     */
    static List<Call<RegisterOperation>> narrowed(List<Call<RegisterOperation>> calls) {
        List<Call<RegisterOperation>> narrowed = new ArrayList<>();
        Map<Long, Call<RegisterOperation>> open = new HashMap<>();
        Map<Long, Long> firstSeen = new HashMap<>();
        for (Call<RegisterOperation> call : calls) {
            if (call.endNanos() == Search.OPEN) {
                open.put(written(call.operation()), call);
            } else {
                narrowed.add(call);
                seen(call.operation()).ifPresent(value -> firstSeen.merge(value, call.endNanos(), Math::min));
            }
        }
        // What is known to have happened has itself seen something.
        boolean more = true;
        while (more) {
            more = false;
            for (Call<RegisterOperation> call : List.copyOf(open.values())) {
                Long end = firstSeen.get(written(call.operation()));
                if (end != null) {
                    open.remove(written(call.operation()));
                    RegisterOperation happened = happened(call.operation());
                    // Of what was seen before it began the search finds that it fits nowhere.
                    long until = Math.max(end, call.beginNanos());
                    narrowed.add(new Call<>(happened, call.beginNanos(), until));
                    seen(happened).ifPresent(value -> firstSeen.merge(value, until, Math::min));
                    more = true;
                }
            }
        }
        return narrowed;
    }

    private static RegisterOperation happened(RegisterOperation operation) {
        return operation instanceof MaybeSwap swap ? new Swap(swap.expected(), swap.value()) : operation;
    }

    private static long written(RegisterOperation operation) {
        return operation instanceof Write write ? write.value() : ((MaybeSwap) operation).value();
    }

    private static Optional<Long> seen(RegisterOperation operation) {
        if (operation instanceof Read read) {
            return Optional.of(read.value());
        }
        return operation instanceof Swap swap ? Optional.of(swap.expected()) : Optional.empty();
    }
}
