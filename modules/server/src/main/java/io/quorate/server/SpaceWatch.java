package io.quorate.server;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.Loop;
import io.quorate.kernel.Problem;
import io.quorate.recipe.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks at the space that is left on the disk of the data directory, and lets the kernel take no more writes while it is too
 * little: what is taken already, ends of sessions and the log's own work find room in the rest. A log that finds none stops its node.
 */
final class SpaceWatch {
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final System.Logger LOG = System.getLogger(SpaceWatch.class.getName());

    private final Loop loop;
    private final Kernel kernel;
    private final Path directory;
    private final long least;
    private final LongSupplier free;
    private boolean low;

    /**
     * @param least bytes that must be free
     * @param free bytes that are
     */
    SpaceWatch(Loop loop, Kernel kernel, Path directory, long least, LongSupplier free) {
        this.loop = loop;
        this.kernel = kernel;
        this.directory = directory;
        this.least = least;
        this.free = free;
    }

    /** Bytes that may still be written to the disk of a directory; many when nobody can say. */
    static LongSupplier freeOf(Path directory) {
        return () -> {
            try {
                return Files.getFileStore(directory).getUsableSpace();
            } catch (IOException unknown) {
                return Long.MAX_VALUE;
            }
        };
    }

    /** Looks now, and goes on for as long as the loop runs. On the loop. */
    void look() {
        long now = free.getAsLong();
        // With some distance, so that one file more or less does not open and shut the door.
        boolean isLow = low ? now < least + least / 8 : now < least;
        if (isLow != low) {
            low = isLow;
            tell(now);
        }
        loop.schedule(LOOK_NANOS, this::look);
    }

    private void tell(long now) {
        String space = "the disk of " + directory + " has " + now + " bytes left, and data.min-free is " + least;
        if (low) {
            LOG.log(System.Logger.Level.ERROR, space + ": this node takes no writes until there is room again");
            kernel.takeNoWrites(Optional.of(
                    Problem.of(ErrorCode.OVERLOADED, space + ": this node takes no writes; make room on its disk")));
        } else {
            LOG.log(System.Logger.Level.INFO, "there is room on the disk of " + directory + " again");
            kernel.takeNoWrites(Optional.empty());
        }
    }
}
