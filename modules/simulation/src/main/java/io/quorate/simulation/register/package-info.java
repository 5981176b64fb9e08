/** A recipe made to be judged: it remembers every command that took effect, and at which revision. */
@NullMarked
package io.quorate.simulation.register;

import org.jspecify.annotations.NullMarked;
