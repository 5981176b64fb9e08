/** The replicated side of elections: what servers run. Clients use {@link io.quorate.recipe.election.api}. */
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.election;
