package io.quorate.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** Three nodes that run and take writes. */
public interface Contender extends AutoCloseable {
    String name();

    /** One more client. Blocks. */
    Writes connect() throws IOException, InterruptedException;

    /** Processor time that all nodes have used so far. */
    Duration cpu();

    /** Ends the nodes. Blocks. */
    @Override
    void close();
}
