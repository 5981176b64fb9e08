package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.OrderSearch.Act;
import io.quorate.simulation.check.UnknownChanges.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counters, flags, references, ids and sequences are linearizable by what clients saw alone: for each there is an order of its operations
 * that explains all replies and refusals. Where the outcome is not known, the operation may have happened at any time since, or never; of
 * ids it leaves a gap, as ids may have.
 */
public final class AtomicsHaveAnOrder implements Invariant {
    /** What changes nothing is tried first: where it fits, it may stand. */
    private static final long FIRST = 0;

    private static final long LAST = Long.MAX_VALUE;

    private final Verdict verdict;
    private final Witnessed witnessed;

    AtomicsHaveAnOrder(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
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

    private Optional<Ending.Acknowledged> told(Operation operation) {
        return witnessed
                .operations()
                .getOrDefault(operation, Optional.empty())
                .filter(Ending.Acknowledged.class::isInstance)
                .map(Ending.Acknowledged.class::cast);
    }

    private ValueModel model(List<Operation> ofOne) {
        Record request = ofOne.get(0).request();
        if (request instanceof GetFlag || request instanceof SetFlag || request instanceof CompareAndSetFlag) {
            return new FlagModel();
        } else if (request instanceof GetReference
                || request instanceof SetReference
                || request instanceof CompareAndSetReference) {
            ReferenceModel model = new ReferenceModel();
            ofOne.forEach(
                    operation -> told(operation).ifPresent(told -> model.learn(operation.request(), told.reply())));
            return model;
        }
        return new CounterModel();
    }

    private List<Act<Long>> acts(List<Operation> ofOne) {
        ValueModel model = model(ofOne);
        List<Act<Long>> acts = new ArrayList<>();
        List<Known> known = new ArrayList<>();
        List<Act<Long>> unknown = new ArrayList<>();
        for (Operation operation : ofOne) {
            Optional<Ending> ending = witnessed.operations().getOrDefault(operation, Optional.empty());
            Optional<Ending.Acknowledged> told = told(operation);
            if (told.isPresent() && operation.level().isPresent()) {
                read(model, operation, told.get()).ifPresent(acts::add);
            } else if (told.isPresent()) {
                Act<Long> act =
                        told(model, operation, told.get(), 2 * told.get().revision());
                acts.add(act);
                model.change(operation.request(), told.get().reply())
                        .ifPresent(change -> known.add(new Known(act, change.found(), change.left())));
            } else if (ending.isPresent()
                    && ending.get() instanceof Ending.Failed failed
                    && failed.outcome() == CallOutcome.NOT_APPLIED) {
                refused(model, operation, failed).ifPresent(acts::add);
            } else if (operation.level().isEmpty() && !(operation.request() instanceof TakeIds)) {
                unknown.add(open(model, operation));
            }
        }
        acts.addAll(UnknownChanges.hinted(known, unknown));
        return acts;
    }

    private static Act<Long> open(ValueModel model, Operation operation) {
        return new Act<>(
                operation.toString(),
                operation.invokedNanos(),
                OrderSearch.OPEN,
                LAST,
                before -> model.after(operation.request(), before));
    }

    private static Optional<Act<Long>> read(ValueModel model, Operation operation, Ending.Acknowledged told) {
        return operation
                .level()
                .filter(ReadLevel.LINEARIZABLE::equals)
                .map(level -> told(model, operation, told, FIRST));
    }

    private static Act<Long> told(ValueModel model, Operation operation, Ending.Acknowledged told, long hint) {
        return new Act<>(
                operation.toString(),
                operation.invokedNanos(),
                told.nanos(),
                hint,
                before -> model.explained(operation.request(), told.reply(), before));
    }

    /** One that was refused for its bounds would have been outside of them; others say nothing. */
    private static Optional<Act<Long>> refused(ValueModel model, Operation operation, Ending.Failed failed) {
        return failed.code().equals(AtomicContract.OUT_OF_BOUNDS)
                ? Optional.of(new Act<>(
                        operation.toString(),
                        operation.invokedNanos(),
                        failed.nanos(),
                        FIRST,
                        before -> model.after(operation.request(), before).isPresent()
                                ? Optional.empty()
                                : Optional.of(before)))
                : Optional.empty();
    }
}
