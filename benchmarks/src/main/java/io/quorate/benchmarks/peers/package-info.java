/** Other services of the kind. */
@NullMarked
package io.quorate.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
