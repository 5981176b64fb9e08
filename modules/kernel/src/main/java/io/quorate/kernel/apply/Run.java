package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import java.util.ArrayList;
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
    private @Nullable RecipeContext addressed;

    /** By name, in the order in which they were opened; hardly any run has some. */
    private Map<String, RecipeContext> siblings = Map.of();

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

    RecipeRunner runner() {
        return runner;
    }

    Step step() {
        return step;
    }

    RecipeModel model() {
        return recipe.model();
    }

    SplittableRandom random() {
        return random;
    }

    /** The instance that is addressed, the only one in which the run can park. */
    RecipeContext at(Address address, InstanceRow instance) {
        RecipeContext context = new RecipeContext(this, address, instance, caller);
        addressed = context;
        return context;
    }

    /** The instance that is migrated, and the only one that the run sees: others may not have been migrated yet. */
    RecipeContext alone(Address address, InstanceRow instance) {
        alone = true;
        return at(address, instance);
    }

    /** Another instance of the namespace, or one that is open already. */
    RecipeContext sibling(String namespace, String name) {
        RecipeContext open = addressed != null && addressed.instance().equals(name) ? addressed : siblings.get(name);
        return open != null ? open : opened(namespace, name);
    }

    private RecipeContext opened(String namespace, String name) {
        if (alone) {
            throw new IllegalStateException("a migration sees no other instance than the one it migrates");
        }
        RecipeRunner.requireName(name);
        runner.charge(name.length());
        Address address = new Address(namespace, recipe.model().name(), name);
        int stateVersion = recipe.model().description().stateVersion();
        InstanceRow instance = Instances.openForCommand(step, address, stateVersion);
        if (instance.stateVersion() != stateVersion) {
            throw new OutdatedInstance(address);
        }
        RecipeContext context =
                new RecipeContext(this, address, instance, caller == null ? null : caller.thatCannotWait());
        if (siblings.isEmpty()) {
            siblings = new LinkedHashMap<>();
        }
        siblings.put(name, context);
        return context;
    }

    /** Runs a command of another recipe, which this one declared that it uses, inside this run. */
    byte[] call(Address to, String command, byte[] body, RecipeContext.@Nullable Caller onBehalf) {
        ContractRange range = recipe.model().uses().get(to.recipe());
        if (range == null) {
            throw new RecipeException(
                    ErrorCode.RECIPE_NOT_FOUND.name(),
                    recipe.model().name() + " calls " + to.recipe() + " without declaring uses()");
        }
        ActiveRecipe callee = runner.require(to.recipe());
        if (!range.contains(callee.model().description().contract())) {
            throw new RecipeException(
                    ErrorCode.CALL_NOT_FOUND.name(), callee.model().noSuchCall(command));
        }
        return runner.nested(callee, step, to, command, body, onBehalf, random, running());
    }

    /** Runs a command of another recipe that was composed for this contract of it inside this run. */
    byte[] call(Address to, int contract, String command, byte[] body, RecipeContext.@Nullable Caller onBehalf) {
        ActiveRecipe callee = runner.require(to.recipe());
        callee.model().requireContract(contract);
        return runner.nested(callee, step, to, command, body, onBehalf, random, running());
    }

    private List<String> running() {
        List<String> running = new ArrayList<>(callers);
        running.add(recipe.model().name());
        return running;
    }

    /** Stores the instances as the handler left them. */
    void settle() {
        if (addressed != null) {
            addressed.settle();
        }
        siblings.values().forEach(RecipeContext::settle);
    }
}
