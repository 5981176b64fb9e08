package io.quorate.simulation.work;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.Invariant;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What clients write down themselves: which commands are under way, which were acknowledged, which failed. */
final class Journal implements Invariant {
    private final TreeSet<Long> inFlight = new TreeSet<>();
    private final TreeSet<Long> added = new TreeSet<>();
    private final List<FencingToken> tokens = new ArrayList<>();
    private final List<Ending.Failed> failed = new ArrayList<>();
    private int acknowledged;

    @Override
    public void invoked(Operation operation) {
        if (operation.level().isEmpty()) {
            inFlight.add(operation.id());
        }
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        inFlight.remove(operation.id());
        if (ending instanceof Ending.Failed failure) {
            failed.add(failure);
        } else if (ending instanceof Ending.Acknowledged reply
                && operation.level().isEmpty()) {
            acknowledged++;
            if (reply.reply() instanceof Grant grant) {
                tokens.add(grant.token());
            } else if (operation.request() instanceof Add) {
                added.add(operation.id());
            }
        }
    }

    /** Commands asked for and not answered. */
    int inFlight() {
        return inFlight.size();
    }

    int acknowledged() {
        return acknowledged;
    }

    /** In the order in which they were acknowledged. */
    List<FencingToken> tokens() {
        return tokens;
    }

    List<Ending.Failed> failed() {
        return failed;
    }

    /** Additions acknowledged of which nothing is left. */
    Set<Long> lost(FinalState state) {
        TreeSet<Long> lost = new TreeSet<>(added);
        lost.removeAll(operations(state));
        return lost;
    }

    /** Additions that took effect more than once. */
    static Set<Long> repeated(FinalState state) {
        TreeSet<Long> seen = new TreeSet<>();
        TreeSet<Long> repeated = new TreeSet<>();
        operations(state).stream().filter(operation -> !seen.add(operation)).forEach(repeated::add);
        return repeated;
    }

    private static List<Long> operations(FinalState state) {
        return state.changes().values().stream()
                .flatMap(List::stream)
                .map(Change::operation)
                .toList();
    }
}
