package io.quorate.log;

import io.quorate.raft.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this node has promised in elections, kept beside the log, which has it too: a member whose log is damaged must still know
 * its term and its vote. One file for each group, of two sectors that are written in turn, so that a torn write leaves the one
 * before:
 *
 * <pre>
 * 0 magic u64 | 8 format version u32 | 12 crc32c u32 of the other 508 bytes, seeded with the group | 16 number of the write u64 |
 * 24 term u64 | 32 vote u32 | 36 1 when the log is to begin anew u32 | 40 term in which the log was lost u64 | 48 zeros up to 512
 * </pre>
 */
final class Ballots {
    static final int SECTOR_BYTES = 512;

    private static final int FORMAT_VERSION = 1;
    private static final long MAGIC = 0x51554F_5242414C0AL;
    private static final int VERSION_OFFSET = 8;
    private static final int CRC_OFFSET = 12;
    private static final int NUMBER_OFFSET = 16;
    private static final int TERM_OFFSET = 24;
    private static final int VOTE_OFFSET = 32;
    private static final int ANEW_OFFSET = 36;
    private static final int LOST_OFFSET = 40;
    private static final String DRAFT = "ballot.new";
    private static final Pattern NAME = Pattern.compile("ballot-(\\d{4})");

    private record Ballot(long number, long term, int vote, long lostIn, boolean anew) {
        boolean says(HardState state, boolean beginsAnew) {
            return term == state.term() && vote == state.vote() && lostIn == state.lostIn() && anew == beginsAnew;
        }
    }

    private final Disk disk;

    /** Empty for a group whose file does not tell which write was its last. */
    private final TreeMap<Integer, Optional<Ballot>> ballots = new TreeMap<>();

    private Ballots(Disk disk) {
        this.disk = disk;
    }

    /** @throws LogFaultException a newer release wrote them */
    static Ballots open(Disk disk) throws IOException {
        Ballots ballots = new Ballots(disk);
        for (String name : disk.list()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                int group = Integer.parseInt(matcher.group(1));
                ballots.ballots.put(group, ballots.read(name, group));
            }
        }
        return ballots;
    }

    private static String name(int group) {
        return String.format(Locale.ROOT, "ballot-%04d", group);
    }

    private Optional<Ballot> read(String name, int group) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * SECTOR_BYTES);
        try (DiskFile file = disk.open(name)) {
            file.read(bytes, 0);
        }
        Optional<Ballot> last = Optional.empty();
        for (int sector = 0; sector < 2; sector++) {
            ByteBuffer each = bytes.slice(sector * SECTOR_BYTES, SECTOR_BYTES);
            Optional<Ballot> ballot = parse(each, name, group);
            boolean isNew = each.mismatch(ByteBuffer.allocate(SECTOR_BYTES)) < 0;
            if (ballot.isEmpty() && !isNew) {
                return Optional.empty();
            }
            if (ballot.isPresent()
                    && last.filter(one -> one.number() > ballot.get().number()).isEmpty()) {
                last = ballot;
            }
        }
        return last;
    }

    private Optional<Ballot> parse(ByteBuffer sector, String name, int group) {
        if (sector.getLong(0) != MAGIC
                || sector.getInt(CRC_OFFSET) != SeededCrc.of(group, sector, 0, CRC_OFFSET, SECTOR_BYTES)) {
            return Optional.empty();
        }
        if (sector.getInt(VERSION_OFFSET) > FORMAT_VERSION) {
            throw WalDamage.newerFormat(disk, name, sector.getInt(VERSION_OFFSET), FORMAT_VERSION);
        }
        return Optional.of(new Ballot(
                sector.getLong(NUMBER_OFFSET),
                sector.getLong(TERM_OFFSET),
                sector.getInt(VOTE_OFFSET),
                sector.getLong(LOST_OFFSET),
                sector.getInt(ANEW_OFFSET) == 1));
    }

    /** Whether all of them are known for sure; there must be one. */
    boolean areSound() {
        return !ballots.isEmpty() && ballots.values().stream().allMatch(Optional::isPresent);
    }

    /** Whether segments that are there belong to a log that was given up. */
    boolean beginAnew() {
        return ballots.values().stream().flatMap(Optional::stream).anyMatch(Ballot::anew);
    }

    /** Gives up the log of every group: durable, and not to be undone. */
    void loseLog() throws IOException {
        for (Map.Entry<Integer, Optional<Ballot>> each : ballots.entrySet()) {
            long term = each.getValue().orElseThrow().term();
            write(each.getKey(), new HardState(term + 1, 0, 0, term), true);
        }
    }

    /** What each group's log begins with after it was given up. */
    Map<Integer, HardState> begun() {
        Map<Integer, HardState> begun = new TreeMap<>();
        ballots.forEach((group, ballot) -> ballot.ifPresent(
                known -> begun.put(group, new HardState(known.term(), known.vote(), 0, known.lostIn()))));
        return begun;
    }

    /** Makes this durable, if it is not yet; the log is to follow. */
    void save(int group, HardState state) throws IOException {
        Optional<Ballot> known = ballots.getOrDefault(group, Optional.empty());
        if (known.filter(ballot -> ballot.says(state, false)).isEmpty()) {
            write(group, state, false);
        }
        if (known.isEmpty()) {
            // Over the sector that was in doubt.
            write(group, state, false);
        }
    }

    private DiskFile create() throws IOException {
        if (disk.list().contains(DRAFT)) {
            disk.delete(DRAFT);
        }
        return disk.create(DRAFT, 2 * SECTOR_BYTES);
    }

    private void write(int group, HardState state, boolean anew) throws IOException {
        boolean absent = !ballots.containsKey(group);
        long number = ballots.getOrDefault(group, Optional.empty())
                .map(ballot -> ballot.number() + 1)
                .orElse(1L);
        ByteBuffer sector = ByteBuffer.allocate(SECTOR_BYTES)
                .putLong(0, MAGIC)
                .putInt(VERSION_OFFSET, FORMAT_VERSION)
                .putLong(NUMBER_OFFSET, number)
                .putLong(TERM_OFFSET, state.term())
                .putInt(VOTE_OFFSET, state.vote())
                .putInt(ANEW_OFFSET, anew ? 1 : 0)
                .putLong(LOST_OFFSET, state.lostIn());
        sector.putInt(CRC_OFFSET, SeededCrc.of(group, sector, 0, CRC_OFFSET, SECTOR_BYTES));
        String file = absent ? DRAFT : name(group);
        try (DiskFile open = absent ? create() : disk.open(file)) {
            open.write(sector, number % 2 * SECTOR_BYTES);
            open.sync();
        }
        if (absent) {
            disk.rename(file, name(group));
            disk.syncDirectory();
        }
        ballots.put(group, Optional.of(new Ballot(number, state.term(), state.vote(), state.lostIn(), anew)));
    }
}
