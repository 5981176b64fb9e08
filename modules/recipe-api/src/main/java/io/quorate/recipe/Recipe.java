package io.quorate.recipe;

/**
 * A coordination primitive: deterministic code over rows of the replicated state.
 *
 * <p>Every replica runs the same handlers for the same entries and must come to the same rows, replies and events. So a
 * recipe holds no mutable field, static or not; reads no clock, random source, file, socket or thread; iterates over no
 * hash order. Everything it may know of the world is in the context that a handler gets. A handler that throws changes
 * nothing, and its caller gets a deterministic error.
 *
 * <p>Instances: the class has a public constructor without arguments. One object serves all instances of the recipe in
 * all namespaces, on one thread.
 */
public interface Recipe {
    /**
     * Declares what the recipe has. Called once after the class is loaded, outside of apply; from the declaration come
     * client calls, CLI verbs, the console's views, metrics and documentation.
     */
    void define(RecipeDefinition recipe);
}
