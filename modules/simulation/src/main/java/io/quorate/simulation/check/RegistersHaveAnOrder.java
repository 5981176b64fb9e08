package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.OrderSearch.Act;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Change;
import io.quorate.simulation.register.RegisterContract.Done;
import io.quorate.simulation.register.RegisterContract.Reading;
import io.quorate.simulation.register.RegisterContract.Swap;
import io.quorate.simulation.register.RegisterContract.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Registers are linearizable by what clients saw alone: for each there is an order of its writes, swaps, additions and
 * linearizable reads that explains all replies. Where the outcome is not known, the operation may have happened at any time
 * since, or never. Revisions are not trusted; they say what to try first.
 */
public final class RegistersHaveAnOrder implements Invariant {
    private static final long LAST = Long.MAX_VALUE;

    private record State(long value, long sum) {}

    private final Verdict verdict;
    private final Witnessed witnessed;

    RegistersHaveAnOrder(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
    }

    @Override
    public void finished(FinalState state) {
        Map<Long, Change> changes = Operations.byOperation(state.changes().values());
        TreeMap<String, List<Act<State>>> byRegister = new TreeMap<>();
        witnessed
                .operations()
                .forEach((operation, ending) -> act(operation, ending, Optional.ofNullable(changes.get(operation.id())))
                        .ifPresent(act -> byRegister
                                .computeIfAbsent(operation.instance(), key -> new ArrayList<>())
                                .add(act)));
        byRegister.forEach(
                (register, acts) -> OrderSearch.require(getClass(), verdict, register, acts, new State(0, 0)));
    }

    private static Optional<Act<State>> act(Operation operation, Optional<Ending> ending, Optional<Change> change) {
        Optional<Ending.Acknowledged> reply =
                ending.filter(Ending.Acknowledged.class::isInstance).map(Ending.Acknowledged.class::cast);
        if (operation.request() instanceof RegisterContract.Command command) {
            if (ending.filter(RegistersHaveAnOrder::isRefusal).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(new Act<>(
                    operation.toString(),
                    operation.invokedNanos(),
                    reply.map(Ending.Acknowledged::nanos).orElse(OrderSearch.OPEN),
                    change.map(done -> 2 * done.revision()).orElse(LAST),
                    before -> {
                        State after = after(command, before);
                        boolean told = reply.map(Ending.Acknowledged::reply)
                                .filter(done -> !done.equals(doneAs(after, (Done) done)))
                                .isEmpty();
                        return told ? Optional.of(after) : Optional.empty();
                    }));
        }
        boolean linearizable =
                operation.level().filter(ReadLevel.LINEARIZABLE::equals).isPresent();
        return reply.filter(told -> linearizable && told.reply() instanceof Reading)
                .map(told -> read(operation, told, (Reading) told.reply()));
    }

    private static Act<State> read(Operation operation, Ending.Acknowledged told, Reading reading) {
        State seen = new State(reading.value(), reading.sum());
        return new Act<>(
                operation.toString(),
                operation.invokedNanos(),
                told.nanos(),
                2 * told.revision() + 1,
                before -> before.equals(seen) ? Optional.of(before) : Optional.empty());
    }

    private static boolean isRefusal(Ending ending) {
        return ending instanceof Ending.Failed failed && failed.outcome() == CallOutcome.NOT_APPLIED;
    }

    /** The number of the change is of no interest here. */
    private static Done doneAs(State after, Done told) {
        return new Done(after.value(), after.sum(), told.number());
    }

    private static State after(RegisterContract.Command command, State before) {
        if (command instanceof Write write) {
            return new State(write.value(), before.sum());
        } else if (command instanceof Swap swap) {
            return before.value() == swap.expected() ? new State(swap.value(), before.sum()) : before;
        }
        return new State(before.value(), before.sum() + ((Add) command).amount());
    }
}
