package io.quorate.benchmarks.product;

import io.quorate.benchmarks.load.Filling;
import java.io.IOException;

/** Makes a table large, fast: many rows in a command, and many commands in flight. */
public final class RowsFilling {
    private static final int ROWS = 256;
    private static final int IN_FLIGHT = 16;

    private RowsFilling() {}

    /**
     * Writes the rows of these numbers. Blocks.
     *
     * @param to behind the last
     */
    public static void fill(RowsClient client, long from, long to) throws IOException, InterruptedException {
        long commands = (to - from + ROWS - 1) / ROWS;
        Filling.fill(Math.toIntExact(commands), IN_FLIGHT, command -> {
            long next = from + (long) command * ROWS;
            return client.putAll(next, (int) Math.min(ROWS, to - next));
        });
    }
}
