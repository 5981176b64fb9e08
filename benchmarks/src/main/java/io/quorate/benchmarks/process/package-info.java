/** Processes and files of a run. */
@NullMarked
package io.quorate.benchmarks.process;

import org.jspecify.annotations.NullMarked;
