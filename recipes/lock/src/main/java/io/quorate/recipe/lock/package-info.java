/** The replicated side of locks: what servers run. Clients use {@link io.quorate.recipe.lock.api}. */
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.lock;
