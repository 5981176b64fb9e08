/** What must hold in every world, and the history that it is judged by. */
@NullMarked
package io.quorate.simulation.check;

import org.jspecify.annotations.NullMarked;
