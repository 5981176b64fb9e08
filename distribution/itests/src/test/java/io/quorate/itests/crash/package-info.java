/** A real node is ended before and after each step of its disk, and must come back with all that it acknowledged. */
package io.quorate.itests.crash;
