/** The kernel's own calls, addressed to the recipe {@code system}: bundles, sessions, recipes and the state of the cluster. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.system;
