package io.quorate.kernel.apply;

import io.quorate.kernel.BundleDigest;

/** The version of a recipe that is in force. */
public record ActiveRecipe(BundleDigest digest, RecipeModel model) {}
