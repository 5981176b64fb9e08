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

    private static final class Count {
        private long answered;
        private long parked;
        private long refused;
        private long steps;
    }

    private final TreeMap<String, TreeMap<String, Count>> byRecipe = new TreeMap<>();
    private int commands;

    /** A declared command was run. */
    void add(String recipe, String command, RecipeRunner.Execution execution, long steps) {
        TreeMap<String, Count> ofRecipe = byRecipe.get(recipe);
        Count count = ofRecipe == null ? null : ofRecipe.get(command);
        if (count == null) {
            if (commands == MAX_COMMANDS) {
                return;
            }
            commands++;
            count = new Count();
            byRecipe.computeIfAbsent(recipe, first -> new TreeMap<>()).put(command, count);
        }
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
        byRecipe.forEach(
                (recipe, ofRecipe) -> ofRecipe.forEach((command, count) -> all.add(new SystemQuery.CommandMetrics(
                        recipe, command, count.answered, count.parked, count.refused, count.steps))));
        return new SystemQuery.Metrics(all);
    }
}
