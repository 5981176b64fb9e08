package io.quorate.kernel.apply;

import io.quorate.kernel.CallResult;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What the commands of clients to recipes came to since this node started. It is no state: nothing that is applied may depend on it.
 * Thread: the apply thread only.
 */
public final class CommandCounts {
    /** Commands that are counted, of all recipes; of those that come later nothing is known. */
    static final int MAX_COMMANDS = 4_096;

    private record Command(String recipe, String name) implements Comparable<Command> {
        @Override
        public int compareTo(Command other) {
            int byRecipe = recipe.compareTo(other.recipe);
            return byRecipe == 0 ? name.compareTo(other.name) : byRecipe;
        }
    }

    private static final class Count {
        private long answered;
        private long parked;
        private long refused;
        private long steps;
    }

    private final TreeMap<Command, Count> counts = new TreeMap<>();

    /** A declared command was run. */
    void add(String recipe, String name, RecipeRunner.Execution execution, long steps) {
        Command command = new Command(recipe, name);
        if (counts.size() >= MAX_COMMANDS && !counts.containsKey(command)) {
            return;
        }
        Count count = counts.computeIfAbsent(command, first -> new Count());
        count.steps += steps;
        if (execution instanceof RecipeRunner.Execution.Waits) {
            count.parked++;
        } else if (((RecipeRunner.Execution.Finished) execution).result().kind() == CallResult.Kind.REFUSED) {
            count.refused++;
        } else {
            count.answered++;
        }
    }

    /** All, by recipe and command. */
    public SystemQuery.Metrics all() {
        List<SystemQuery.CommandMetrics> all = new ArrayList<>();
        counts.forEach((command, count) -> all.add(new SystemQuery.CommandMetrics(
                command.recipe(), command.name(), count.answered, count.parked, count.refused, count.steps)));
        return new SystemQuery.Metrics(all);
    }
}
