/** Writes kept in flight, and how long they take. */
@NullMarked
package io.quorate.benchmarks.load;

import org.jspecify.annotations.NullMarked;
