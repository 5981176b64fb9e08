/** Whole nodes and clients in one thread from one seed. */
@NullMarked
package io.quorate.simulation;

import org.jspecify.annotations.NullMarked;
