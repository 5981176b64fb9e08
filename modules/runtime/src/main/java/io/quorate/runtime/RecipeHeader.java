package io.quorate.runtime;

/**
 * What a bundle's manifest says of its recipe.
 *
 * @param name of the recipe
 * @param version of the bundle, as {@code major.minor.micro[.qualifier]}
 * @param className of the recipe class
 */
public record RecipeHeader(String name, String version, int stateVersion, int contract, String className) {}
