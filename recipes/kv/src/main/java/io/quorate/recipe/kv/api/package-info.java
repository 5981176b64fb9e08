/**
 * Stores of keys and values for Java programs: a tree of keys with transactions, history, watches and a near cache.
 *
 * <p>Not imported by its own bundle: two versions of the recipe run side by side, each with its own records.
 */
@org.osgi.annotation.bundle.Export(substitution = org.osgi.annotation.bundle.Export.Substitution.NOIMPORT)
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.kv.api;
