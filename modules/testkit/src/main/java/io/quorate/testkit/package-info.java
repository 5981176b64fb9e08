/**
 * What a recipe is tested with, without a server. {@link io.quorate.testkit.RecipeWorld} runs it in virtual time, with sessions,
 * crashes, timers and changes of the leader.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.testkit;
