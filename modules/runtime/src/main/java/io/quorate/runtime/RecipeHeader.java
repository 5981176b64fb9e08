package io.quorate.runtime;

import java.util.regex.Pattern;

/**
 * What a bundle's manifest says of its recipe.
 *
 * @param name of the recipe
 * @param version of the bundle, as {@code major.minor.micro[.qualifier]}
 * @param className of the recipe class
 */
public record RecipeHeader(String name, String version, int stateVersion, int contract, String className) {
    /** For messages: what a recipe may be called. */
    public static final String ALLOWED_NAMES = "1 to 32 characters of a-z 0-9 -, first a letter";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** Whether a recipe may be called so. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
