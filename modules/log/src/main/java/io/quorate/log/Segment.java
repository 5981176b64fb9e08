package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the write-ahead log.
 *
 * <pre>
 * 0 magic u64 | 8 format version u32 | 12 crc32c u32 of the other 508 bytes, seeded with the sequence | 16 sequence u64 |
 * 24 zeros up to 512 | batches
 * </pre>
 *
 * <p>The 512 bytes keep this layout in every format version. A file bears the name of a segment only once this header is
 * durable in it, so that a header that does not validate is always damage, never an unfinished preparation.
 */
record Segment(long sequence, DiskFile file, long size, Map<Integer, Long> highestIndexes) {
    static final int HEADER_BYTES = 512;
    static final int FORMAT_VERSION = 1;

    private static final long MAGIC = 0x51554F_5257414C0AL;
    private static final int VERSION_OFFSET = 8;
    private static final int CRC_OFFSET = 12;
    private static final int SEQUENCE_OFFSET = 16;
    private static final Pattern NAME = Pattern.compile("wal-(\\d{16})");

    Segment(long sequence, DiskFile file, long size) {
        this(sequence, file, size, new TreeMap<>());
    }

    static String name(long sequence) {
        return String.format(Locale.ROOT, "wal-%016d", sequence);
    }

    /** Empty for a file that is no segment. */
    static OptionalLong sequenceOf(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    String name() {
        return name(sequence);
    }

    static ByteBuffer header(long sequence) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(0, MAGIC).putInt(VERSION_OFFSET, FORMAT_VERSION).putLong(SEQUENCE_OFFSET, sequence);
        return header.putInt(CRC_OFFSET, SeededCrc.of(sequence, header, 0, CRC_OFFSET, HEADER_BYTES));
    }

    /** Opens the segment of this name after checking its header. */
    static Segment open(Disk disk, long sequence) throws IOException {
        DiskFile file = disk.open(name(sequence));
        boolean good = false;
        try {
            checkHeader(disk, sequence, file);
            good = true;
            return new Segment(sequence, file, file.size());
        } finally {
            if (!good) {
                file.close();
            }
        }
    }

    private static void checkHeader(Disk disk, long sequence, DiskFile file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        int bytes = file.read(header, 0);
        if (bytes < HEADER_BYTES
                || header.getLong(0) != MAGIC
                || header.getLong(SEQUENCE_OFFSET) != sequence
                || header.getInt(CRC_OFFSET) != SeededCrc.of(sequence, header, 0, CRC_OFFSET, HEADER_BYTES)) {
            throw WalDamage.at(disk, name(sequence), 0, "the header of the segment does not validate");
        }
        int version = header.getInt(VERSION_OFFSET);
        if (version != FORMAT_VERSION) {
            throw WalDamage.newerFormat(disk, name(sequence), version, FORMAT_VERSION);
        }
    }

    /** Frees the file; quietly, since all that counts was synced before. */
    void close() {
        try {
            file.close();
        } catch (IOException nothingLost) {
            // See above.
        }
    }

    /** An entry of the group lies here. */
    void contains(int group, long index) {
        highestIndexes.merge(group, index, Math::max);
    }

    /** The group's entries from {@code from} on count no longer. */
    void truncate(int group, long from) {
        highestIndexes.computeIfPresent(group, (key, highest) -> Math.min(highest, from - 1));
    }
}
