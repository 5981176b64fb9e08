/** What a recipe's client facade is written against; the SDK implements it. Ordinary Java: futures, handles, callbacks. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.client;
