/**
 * Leader elections for Java programs: candidates in an order, one leader at a time, each term with a fencing token.
 *
 * <p>No election can stop a program that was paused between asking {@link io.quorate.recipe.election.api.Leadership#isValid} and
 * writing. So hand {@link io.quorate.recipe.election.api.Leadership#token} to what the leader writes to, and let it refuse tokens
 * smaller than the largest it has seen.
 *
 * <p>Not imported by its own bundle: two versions of the recipe run side by side, each with its own records.
 */
@org.osgi.annotation.bundle.Export(substitution = org.osgi.annotation.bundle.Export.Substitution.NOIMPORT)
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.election.api;
