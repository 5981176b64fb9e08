package io.quorate.itests.faults;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.simulation.Chance;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.Client;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongFunction;

/** All that clients asked registers and were told, by the clock of this process. Thread-safe. */
final class RegisterHistory {
    private static final long NO_REVISION = 0;

    private final Map<Operation, Ending> endings = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private long acknowledged;

    /** @param request made of the number of the operation, which no other has */
    synchronized Operation begin(
            Client client, String register, LongFunction<Record> request, Optional<ReadLevel> level) {
        long number = operations.size() + 1L;
        Operation operation = new Operation(
                number,
                client,
                RegisterContract.RECIPE,
                register,
                request.apply(number),
                level,
                System.nanoTime(),
                Long.MAX_VALUE);
        operations.add(operation);
        return operation;
    }

    /** A command's revision is not told to clients; what the register remembers of it has it. */
    synchronized void acknowledged(Operation operation, Record reply) {
        acknowledged(operation, NO_REVISION, reply);
    }

    synchronized void acknowledged(Operation operation, long revision, Record reply) {
        endings.put(operation, new Ending.Acknowledged(System.nanoTime(), revision, reply));
        acknowledged++;
    }

    synchronized void failed(Operation operation, QuorateException why) {
        endings.put(
                operation,
                new Ending.Failed(System.nanoTime(), why.code(), why.outcome(), String.valueOf(why.getMessage())));
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** Commands of which it is not known whether they took effect. */
    synchronized long unknown() {
        return operations.stream()
                .filter(each -> each.level().isEmpty() && outcome(each) == CallOutcome.UNKNOWN)
                .count();
    }

    private CallOutcome outcome(Operation operation) {
        Ending ending = endings.get(operation);
        if (ending instanceof Ending.Failed failed) {
            return failed.outcome();
        }
        return ending == null ? CallOutcome.UNKNOWN : CallOutcome.APPLIED;
    }

    /**
     * What is wrong with it; empty when nothing is.
     *
     * @param changes what each register remembers
     */
    synchronized List<String> judge(SortedMap<String, List<Change>> changes) {
        Verdict verdict = new Verdict(new Trace(new VirtualTime(new Chance(1))));
        tell(History.judgedBy(verdict), changes, false);
        tell(History.searchedFor(verdict), changes, true);
        return verdict.violations().stream().map(Object::toString).toList();
    }

    private record Moment(long nanos, boolean begins, Runnable tell) {}

    /**
     * In the order in which it happened.
     *
     * @param allReads also those of which no revision is known
     */
    private void tell(History history, SortedMap<String, List<Change>> changes, boolean allReads) {
        Map<Long, Long> revisions = new HashMap<>();
        changes.values().forEach(list -> list.forEach(change -> revisions.put(change.operation(), change.revision())));
        List<Moment> moments = new ArrayList<>();
        for (Operation operation : operations) {
            Ending ending = endings.get(operation);
            if (ending instanceof Ending.Acknowledged told && told.revision() == NO_REVISION) {
                if (operation.level().isPresent() && !allReads) {
                    continue;
                }
                long revision = revisions.getOrDefault(operation.id(), NO_REVISION);
                ending = new Ending.Acknowledged(told.nanos(), revision, told.reply());
            }
            moments.add(new Moment(operation.invokedNanos(), true, () -> history.invoked(operation)));
            if (ending != null) {
                Ending end = ending;
                moments.add(new Moment(end.nanos(), false, () -> history.ended(operation, end)));
            }
        }
        // At one moment begins come first: what only touches is concurrent.
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(moment -> !moment.begins()));
        moments.forEach(moment -> moment.tell().run());
        history.finished(new FinalState(changes, 0, 0));
    }
}
