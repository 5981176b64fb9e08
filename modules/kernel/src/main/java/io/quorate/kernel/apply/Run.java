package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run of a handler: the recipe, on whose behalf it runs, and the instances it has to do with, which are the one addressed and
 * those that it goes over to.
 */
final class Run {
    private final RecipeRunner runner;
    private final Step step;
    private final ActiveRecipe recipe;
    private final RecipeContext.@Nullable Caller caller;
    private final SplittableRandom random;
    private final List<String> callers;
    private final Map<String, RecipeContext> open = new LinkedHashMap<>();
    private boolean alone;

    /**
     * @param callers names of the recipes that called this one, the outermost first
     */
    Run(
            RecipeRunner runner,
            Step step,
            ActiveRecipe recipe,
            RecipeContext.@Nullable Caller caller,
            SplittableRandom random,
            List<String> callers) {
        this.runner = runner;
        this.step = step;
        this.recipe = recipe;
        this.caller = caller;
        this.random = random;
        this.callers = callers;
    }

    /** The instance that is addressed, the only one in which the run can park. */
    RecipeContext at(Address address, InstanceRow instance) {
        return open(address, instance, caller);
    }

    /** The instance that is migrated, and the only one that the run sees: others may not have been migrated yet. */
    RecipeContext alone(Address address, InstanceRow instance) {
        alone = true;
        return at(address, instance);
    }

    /** Another instance of the namespace, or one that is open already. */
    RecipeContext sibling(String namespace, String name) {
        RecipeContext before = open.get(name);
        if (before != null) {
            return before;
        }
        if (alone) {
            throw new IllegalStateException("a migration sees no other instance than the one it migrates");
        }
        RecipeRunner.requireName(name);
        runner.charge(name.length());
        Address address = new Address(namespace, recipe.model().name(), name);
        int stateVersion = recipe.model().description().stateVersion();
        InstanceRow instance = Instances.open(step, address, stateVersion);
        if (!instance.frozen().isEmpty()) {
            throw new RecipeException(
                    ErrorCode.INSTANCE_FROZEN.name(), "'" + name + "' takes no commands: " + instance.frozen());
        }
        if (instance.stateVersion() != stateVersion) {
            throw new OutdatedInstance(address);
        }
        return open(address, instance, caller == null ? null : caller.thatCannotWait());
    }

    private RecipeContext open(Address address, InstanceRow instance, RecipeContext.@Nullable Caller onBehalf) {
        RecipeContext context =
                new RecipeContext(runner, step, recipe, address, instance, onBehalf, random, callers, this);
        open.put(address.instance(), context);
        return context;
    }

    /** Stores the instances as the handler left them. */
    void settle() {
        for (RecipeContext context : open.values()) {
            context.settle();
        }
    }
}
