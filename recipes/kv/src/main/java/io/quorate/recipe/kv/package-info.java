/** The replicated side of stores: what servers run. Clients use {@link io.quorate.recipe.kv.api}. */
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.kv;
