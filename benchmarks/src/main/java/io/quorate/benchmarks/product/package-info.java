/** Quorate as a user runs it. */
@NullMarked
package io.quorate.benchmarks.product;

import org.jspecify.annotations.NullMarked;
