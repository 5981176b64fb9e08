/** What the machine allows: its disk, its sockets, and the log's batches over both without consensus. */
@NullMarked
package io.quorate.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
