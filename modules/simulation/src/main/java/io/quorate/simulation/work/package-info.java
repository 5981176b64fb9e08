/** What the clients of a world do. */
@NullMarked
package io.quorate.simulation.work;

import org.jspecify.annotations.NullMarked;
