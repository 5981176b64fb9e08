package io.quorate.recipe.client;

import java.util.function.Function;

/**
 * Ties a facade to its recipe; a facade's library offers one as a constant, such as {@code Locks.TYPE}.
 *
 * @param <T> the facade
 * @param recipe name of the recipe
 * @param contract version of the contract that the facade was written for
 * @param open makes the facade for one client and namespace
 */
public record ResourceType<T>(String recipe, int contract, Function<RecipeClient, T> open) {}
