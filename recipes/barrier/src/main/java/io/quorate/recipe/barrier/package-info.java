/** The replicated side of barriers: what servers run. Clients use {@link io.quorate.recipe.barrier.api}. */
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.barrier;
