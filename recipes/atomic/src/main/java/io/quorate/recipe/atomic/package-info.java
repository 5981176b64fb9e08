/** The replicated side of atomic values: what servers run. Clients use {@link io.quorate.recipe.atomic.api}. */
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.atomic;
