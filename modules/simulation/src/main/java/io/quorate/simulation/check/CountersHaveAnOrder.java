package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.OrderSearch.Act;
import io.quorate.simulation.check.UnknownChanges.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counters, ids and sequences are linearizable by what clients saw alone: for each there is an order of its operations that explains
 * all replies and refusals. Where the outcome is not known, the operation may have happened at any time since, or never; of ids it
 * leaves a gap, as ids may have.
 */
public final class CountersHaveAnOrder implements Invariant {
    /** What changes nothing is tried first: where it fits, it may stand. */
    private static final long FIRST = 0;

    private static final long LAST = Long.MAX_VALUE;

    private final Verdict verdict;
    private final Witnessed witnessed = new Witnessed(AtomicContract.RECIPE);

    CountersHaveAnOrder(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void invoked(Operation operation) {
        witnessed.invoked(operation);
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        witnessed.ended(operation, ending);
    }

    @Override
    public void finished(FinalState state) {
        TreeMap<String, List<Operation>> byName = new TreeMap<>();
        witnessed
                .operations()
                .keySet()
                .forEach(operation -> byName.computeIfAbsent(operation.instance(), key -> new ArrayList<>())
                        .add(operation));
        byName.forEach(
                (name, itsOperations) -> OrderSearch.require(getClass(), verdict, name, acts(itsOperations), 0L));
    }

    private List<Act<Long>> acts(List<Operation> ofOne) {
        List<Act<Long>> acts = new ArrayList<>();
        List<Known> known = new ArrayList<>();
        List<Act<Long>> unknown = new ArrayList<>();
        for (Operation operation : ofOne) {
            Optional<Ending> ending = witnessed.operations().getOrDefault(operation, Optional.empty());
            if (ending.isPresent() && ending.get() instanceof Ending.Acknowledged told) {
                if (told.reply() instanceof Count count) {
                    read(operation, told, count).ifPresent(acts::add);
                } else {
                    Act<Long> act = told(operation, told);
                    acts.add(act);
                    known(act, operation.request(), told.reply()).ifPresent(known::add);
                }
            } else if (ending.isPresent()
                    && ending.get() instanceof Ending.Failed failed
                    && failed.outcome() == CallOutcome.NOT_APPLIED) {
                refused(operation, failed).ifPresent(acts::add);
            } else if (operation.level().isEmpty() && !(operation.request() instanceof TakeIds)) {
                unknown.add(open(operation));
            }
        }
        acts.addAll(UnknownChanges.hinted(known, unknown));
        return acts;
    }

    private static Act<Long> open(Operation operation) {
        return new Act<>(
                operation.toString(),
                operation.invokedNanos(),
                OrderSearch.OPEN,
                LAST,
                before -> after(operation.request(), before));
    }

    /** What the reply says that was before and after it; ids say too little. */
    private static Optional<Known> known(Act<Long> act, Record request, Record reply) {
        if (reply instanceof Counted counted) {
            return Optional.of(new Known(act, counted.before(), counted.value()));
        } else if (reply instanceof Numbered numbered) {
            return Optional.of(new Known(act, numbered.number() - 1, numbered.number()));
        } else if (reply instanceof Swapped swapped && request instanceof CompareAndSet swap) {
            long found = swapped.swapped() ? swap.expected() : swapped.value();
            return Optional.of(new Known(act, found, swapped.value()));
        }
        return Optional.empty();
    }

    private static Optional<Act<Long>> read(Operation operation, Ending.Acknowledged told, Count count) {
        return operation
                .level()
                .filter(ReadLevel.LINEARIZABLE::equals)
                .map(level -> new Act<>(
                        operation.toString(),
                        operation.invokedNanos(),
                        told.nanos(),
                        FIRST,
                        before -> before == count.value() ? Optional.of(before) : Optional.empty()));
    }

    private static Act<Long> told(Operation operation, Ending.Acknowledged told) {
        return new Act<>(
                operation.toString(),
                operation.invokedNanos(),
                told.nanos(),
                2 * told.revision(),
                before -> explained(operation.request(), told.reply(), before));
    }

    /** One that was refused for its bounds would have been outside of them; others say nothing. */
    private static Optional<Act<Long>> refused(Operation operation, Ending.Failed failed) {
        return failed.code().equals(AtomicContract.OUT_OF_BOUNDS)
                ? Optional.of(new Act<>(
                        operation.toString(),
                        operation.invokedNanos(),
                        failed.nanos(),
                        FIRST,
                        before -> after(operation.request(), before).isPresent()
                                ? Optional.empty()
                                : Optional.of(before)))
                : Optional.empty();
    }

    /** What the reply says that it is since; empty when that does not follow from what it was before. */
    private static Optional<Long> explained(Record request, Record reply, long before) {
        if (request instanceof TakeIds take && reply instanceof IdBlock block) {
            boolean fresh = block.first() > before && block.last() - block.first() + 1 == take.count();
            return fresh ? Optional.of(block.last()) : Optional.empty();
        }
        return after(request, before).filter(after -> reply.equals(expected(request, before, after)));
    }

    private static Record expected(Record request, long before, long after) {
        if (request instanceof CompareAndSet swap) {
            return new Swapped(before == swap.expected(), after);
        }
        return request instanceof AtomicContract.Next ? new Numbered(after) : new Counted(after, before);
    }

    /** Empty when it would be refused. */
    private static Optional<Long> after(Record request, long before) {
        if (request instanceof Add add) {
            long sum = before + add.amount();
            boolean fits =
                    sum >= add.min().orElse(Long.MIN_VALUE) && sum <= add.max().orElse(Long.MAX_VALUE);
            return fits ? Optional.of(sum) : Optional.empty();
        } else if (request instanceof CompareAndSet swap) {
            return Optional.of(before == swap.expected() ? swap.value() : before);
        } else if (request instanceof Update max) {
            return Optional.of(Math.max(before, max.operand()));
        }
        return Optional.of(before + 1);
    }
}
