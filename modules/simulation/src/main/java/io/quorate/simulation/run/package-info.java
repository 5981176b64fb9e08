/** A whole run from one seed: world, work, faults, judgement. */
@NullMarked
package io.quorate.simulation.run;

import org.jspecify.annotations.NullMarked;
