/** Recipes that loads are put on. */
@NullMarked
package io.quorate.benchmarks.recipe;

import org.jspecify.annotations.NullMarked;
