package io.quorate.simulation.world;

import io.quorate.log.LogFault;
import io.quorate.simulation.Chance;
import io.quorate.simulation.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** One byte of a log that is not what was written any more, where the log must notice: in what later batches call durable. */
final class Rot {
    private static final String SEGMENTS = "wal-";

    private static final String BALLOTS = "ballot-";

    private static final int BALLOT_BYTES = 1024;

    /** Of rotten logs, one in so many has ballots that have rotted as well. */
    private static final int WITH_BALLOTS = 3;

    /** The last ones may be prepared only, or be written to, or hold what no later batch calls durable yet. */
    private static final int SPARED_SEGMENTS = 3;

    /** Behind the header of a segment. */
    private static final int FIRST_BATCH = 512;

    /** So many before the last batch, mostly those of the batch that was acknowledged last. */
    private static final int LAST_BYTES = 256;

    /** A full segment has batches up to here at least. */
    private static final int WRITTEN_BYTES = 8 * 1024;

    private final SimDisk disk;
    private Optional<String> file = Optional.empty();

    Rot(SimDisk disk) {
        this.disk = disk;
    }

    private List<String> segments() {
        return disk.list().stream()
                .filter(name -> name.startsWith(SEGMENTS))
                .sorted()
                .toList();
    }

    /** Where the last batch of a segment begins; in front of all batches when it was only prepared. */
    private int lastBatch(String segment) {
        try {
            return disk.lastWrite(segment);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private List<String> old() {
        List<String> segments = segments();
        return segments.subList(0, Math.max(0, segments.size() - SPARED_SEGMENTS));
    }

    boolean isPossible() {
        return !old().isEmpty();
    }

    boolean isThere() {
        return file.isPresent();
    }

    /**
     * Returns where.
     *
     * @param atRest the log ends with a batch that says that all before it is durable
     */
    String set(Chance chance, boolean atRest) {
        String rotten = chance.pick(old());
        int offset = chance.below(WRITTEN_BYTES);
        List<String> all = segments();
        String last =
                all.stream().filter(name -> lastBatch(name) >= FIRST_BATCH).reduce(rotten, (one, other) -> other);
        int end = lastBatch(last);
        if (atRest && end > FIRST_BATCH && chance.oneIn(2)) {
            rotten = last;
            offset = end - 1 - chance.below(Math.min(LAST_BYTES, end - FIRST_BATCH));
        }
        try {
            disk.flip(rotten, offset, 1 << chance.below(Byte.SIZE));
            if (chance.oneIn(WITH_BALLOTS)) {
                String ballot = chance.pick(disk.list().stream()
                        .filter(name -> name.startsWith(BALLOTS))
                        .toList());
                disk.flip(ballot, chance.below(BALLOT_BYTES), 1 << chance.below(Byte.SIZE));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        file = Optional.of(rotten);
        return "byte " + offset + " of " + rotten;
    }

    /** The log is not used any more. */
    void gone() {
        file = Optional.empty();
    }

    /** The log says which file is damaged, and where. */
    boolean explains(LogFault fault) {
        return fault.kind() == LogFault.Kind.DAMAGE
                && file.filter(name -> fault.what().contains("file " + name + " ")
                                && fault.what().contains(" at byte "))
                        .isPresent();
    }
}
