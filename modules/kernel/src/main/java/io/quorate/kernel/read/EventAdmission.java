package io.quorate.kernel.read;

import io.quorate.kernel.Address;
import io.quorate.kernel.NodeLimits;
import io.quorate.kernel.Problem;
import io.quorate.kernel.apply.ActiveRecipe;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.RecipeModel;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.recipe.ErrorCode;
import java.util.Optional;

/** Who may subscribe to what. */
public final class EventAdmission {
    private final RecipeRegistry recipes;
    private final Applier applier;
    private final NodeLimits limits;

    public EventAdmission(RecipeRegistry recipes, Applier applier, NodeLimits limits) {
        this.recipes = recipes;
        this.applier = applier;
        this.limits = limits;
    }

    /**
     * Why there cannot be one more subscription; empty when there can.
     *
     * @param subscriptions that there are
     */
    public Optional<Problem> refusal(Address address, String event, int subscriptions) {
        if (subscriptions >= limits.maxSubscriptions()) {
            return Optional.of(Problem.of(
                    ErrorCode.OVERLOADED, "this node has " + limits.maxSubscriptions() + " subscriptions, the limit"));
        }
        return applier.namespaces().refusal(address.namespace()).or(() -> ofRecipe(address.recipe(), event));
    }

    private Optional<Problem> ofRecipe(String recipe, String event) {
        Optional<ActiveRecipe> active = recipes.find(recipe);
        if (active.isEmpty()) {
            return Optional.of(Problem.of(ErrorCode.RECIPE_NOT_FOUND, RecipeModel.notDeployed(recipe)));
        }
        boolean declared = active.get().model().events().values().stream()
                .anyMatch(each -> each.name().equals(event));
        return declared
                ? Optional.empty()
                : Optional.of(
                        Problem.of(ErrorCode.CALL_NOT_FOUND, "recipe '" + recipe + "' has no event '" + event + "'"));
    }
}
