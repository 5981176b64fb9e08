package io.quorate.simulation.check;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operations on registers that have ended, beside what the registers remember of them. */
final class Operations {
    /** One that has ended. */
    record Ended(Operation operation, Ending ending) {
        boolean isCommand() {
            return operation.request() instanceof RegisterContract.Command;
        }

        Optional<Ending.Acknowledged> acknowledged() {
            return ending instanceof Ending.Acknowledged reply ? Optional.of(reply) : Optional.empty();
        }

        boolean failedAs(CallOutcome outcome) {
            return ending instanceof Ending.Failed failed && failed.outcome() == outcome;
        }
    }

    private final List<Ended> ended = new ArrayList<>();

    void add(Operation operation, Ending ending) {
        if (operation.recipe().equals(RegisterContract.RECIPE) && Places.lasts(operation.instance())) {
            ended.add(new Ended(operation, ending));
        }
    }

    List<Ended> all() {
        return ended;
    }

    List<Ended> commands() {
        return ended.stream().filter(Ended::isCommand).toList();
    }

    /** Changes by their operation; of one that was applied twice the last. */
    static Map<Long, Change> byOperation(Collection<List<Change>> changes) {
        Map<Long, Change> found = new HashMap<>();
        changes.forEach(list -> list.forEach(change -> found.put(change.operation(), change)));
        return found;
    }
}
