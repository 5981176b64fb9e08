/** The replicated side of queues: what servers run. Clients use {@link io.quorate.recipe.queue.api}. */
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.queue;
