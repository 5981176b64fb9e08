/** The command of the benchmarks: what is run, and what is printed of it. */
@NullMarked
package io.quorate.benchmarks;

import org.jspecify.annotations.NullMarked;
