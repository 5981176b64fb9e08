package io.quorate.storage.lmdb;

/**
 * Limits of an {@link LmdbStateStore}.
 *
 * @param mapBytes most bytes that the file may ever take; only address space until used, and fixed while the store is
 *     open. At least {@link #MIN_MAP_BYTES}
 * @param generationBytes heap bytes of applied writes from which a generation is frozen and flushed in any case; it is earlier
 *     when flushes are slow. Twice this plus one batch bounds the heap. At least 1
 * @param generationRows rows from which a generation is frozen and flushed in any case, bounded in the same way. At least 1
 */
public record LmdbOptions(long mapBytes, long generationBytes, int generationRows) {
    public static final long MIN_MAP_BYTES = 1L << 20;

    /** 256 GiB of address space; generations of 16 MiB or 65,536 rows. */
    public static final LmdbOptions DEFAULT = new LmdbOptions(256L << 30, 16L << 20, 65_536);

    public LmdbOptions {
        if (mapBytes < MIN_MAP_BYTES) {
            throw new IllegalArgumentException("mapBytes must be at least " + MIN_MAP_BYTES + ", was " + mapBytes);
        }
        if (generationBytes < 1 || generationRows < 1) {
            throw new IllegalArgumentException("a generation must hold at least 1 byte and 1 row, was "
                    + generationBytes + " bytes and " + generationRows + " rows");
        }
    }

    public LmdbOptions withMapBytes(long bytes) {
        return new LmdbOptions(bytes, generationBytes, generationRows);
    }

    public LmdbOptions withGeneration(long bytes, int rows) {
        return new LmdbOptions(mapBytes, bytes, rows);
    }
}
