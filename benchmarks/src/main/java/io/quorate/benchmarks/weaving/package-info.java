/** What it costs that recipes count their steps. */
@NullMarked
package io.quorate.benchmarks.weaving;

import org.jspecify.annotations.NullMarked;
