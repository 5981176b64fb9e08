/** The recipe that the load is put on. */
@NullMarked
package io.quorate.benchmarks.recipe;

import org.jspecify.annotations.NullMarked;
