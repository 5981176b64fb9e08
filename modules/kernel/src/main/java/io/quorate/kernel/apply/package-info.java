/**
 * Apply: committed entries become rows, results and events, equally on every replica. Nothing here reads a clock, a random
 * source, a thread or anything else that differs between nodes.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.kernel.apply;
