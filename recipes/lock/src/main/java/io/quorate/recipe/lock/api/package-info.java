/**
 * Locks for Java programs: fair, fenced, held by a session.
 *
 * <p>No lock can stop a program that was paused between asking {@link io.quorate.recipe.lock.api.LockHandle#isValid} and
 * writing. So hand {@link io.quorate.recipe.lock.api.LockHandle#token} to what the lock guards, and let it refuse tokens
 * smaller than the largest it has seen, by itself or with a {@linkplain io.quorate.recipe.lock.api.guard guard}.
 *
 * <p>Not imported by its own bundle: two versions of the recipe run side by side, each with its own records.
 */
@org.osgi.annotation.bundle.Export(substitution = org.osgi.annotation.bundle.Export.Substitution.NOIMPORT)
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.lock.api;
