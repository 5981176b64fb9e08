package io.quorate.benchmarks.floor;

import io.quorate.log.DiskFile;
import io.quorate.log.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** How long the disk takes to make one small append durable, in a file that is there already. */
public final class DiskPace {
    private static final int APPEND_BYTES = 4096;
    private static final int WARM = 100;
    private static final int APPENDS = 1_000;

    private DiskPace() {}

    /** Nanoseconds of write and fdatasync. Blocks. */
    public static Histogram measure(Path directory) throws IOException {
        Histogram nanos = new Histogram(3);
        FileDisk disk = FileDisk.open(directory);
        try (DiskFile file = disk.create("pace", (long) APPEND_BYTES * (WARM + APPENDS))) {
            file.sync();
            ByteBuffer block = ByteBuffer.allocateDirect(APPEND_BYTES);
            for (int i = 0; i < WARM + APPENDS; i++) {
                block.clear().putInt(0, i);
                long begun = System.nanoTime();
                file.write(block, (long) i * APPEND_BYTES);
                file.sync();
                if (i >= WARM) {
                    nanos.recordValue(System.nanoTime() - begun);
                }
            }
        }
        return nanos;
    }
}
