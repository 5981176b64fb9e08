/** Nodes, clients and the network between them, in virtual time. */
@NullMarked
package io.quorate.simulation.world;

import org.jspecify.annotations.NullMarked;
