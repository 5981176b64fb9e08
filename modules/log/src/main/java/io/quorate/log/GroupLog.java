package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the write-ahead log knows of one group; changed record by record, alike in recovery and in use. */
final class GroupLog {
    private final int group;
    private final Positions positions = new Positions();

    /** Term of each run of entries, by the run's first index. */
    private final TreeMap<Long, Long> terms = new TreeMap<>();

    private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
    private final TreeMap<Long, Entry> recent = new TreeMap<>();
    private long recentBytes;
    private HardState hardState = HardState.INITIAL;
    private Optional<WalRecord> installing = Optional.empty();
    private long releasedIndex;
    private long releasedTerm;

    GroupLog(int group) {
        this.group = group;
    }

    /** Entries and state of this record are in force from now on; its bytes lie at {@code position}. */
    void accept(WalRecord record, long position) {
        switch (record.type()) {
            case ENTRY -> append(record, position);
            case HARD_STATE -> hardState = record.toHardState();
            case RELEASE -> release(record.index(), record.term());
            case TRUNCATE -> truncate(record.index());
            case CONFIGURATION -> configurations.put(record.index(), record.toConfiguration());
            case LAST -> last(record.index());
            case INSTALLING -> installing = Optional.of(record);
            case SEAL -> throw new IllegalArgumentException("a seal belongs to no group");
        }
    }

    /** The snapshot that ends with this entry, if it may have replaced the state and the log does not begin behind it yet. */
    Optional<WalRecord> installing(long index) {
        return installing().filter(record -> record.index() == index);
    }

    private Optional<WalRecord> installing() {
        return installing.filter(record -> record.index() > releasedIndex);
    }

    HardState hardState() {
        return hardState;
    }

    SortedMap<Long, Configuration> configurations() {
        return configurations;
    }

    long firstIndex() {
        return positions.first();
    }

    long lastIndex() {
        return positions.last();
    }

    long releasedIndex() {
        return releasedIndex;
    }

    /** Term of each run of entries, by the run's first index. */
    SortedMap<Long, Long> terms() {
        return terms;
    }

    long releasedTerm() {
        return releasedTerm;
    }

    /** Term of an entry that is present, or of the last released one. */
    long term(long index) {
        if (index == releasedIndex) {
            return releasedTerm;
        }
        requirePresent(index);
        return terms.floorEntry(index).getValue();
    }

    long position(long index) {
        requirePresent(index);
        return positions.get(index);
    }

    /** Entries kept in memory, by index; always the newest ones. */
    SortedMap<Long, Entry> recent() {
        return recent;
    }

    /** Keeps an entry in memory until the {@linkplain #evict limit} pushes it out. */
    void remember(Entry entry) {
        recent.put(entry.index(), entry);
        recentBytes += entry.payload().length;
    }

    /** Only for entries that have been written, since from now on they are read from the disk. */
    void evict(long limitBytes) {
        while (recentBytes > limitBytes) {
            recentBytes -= recent.pollFirstEntry().getValue().payload().length;
        }
    }

    /** What a new segment begins with, so that older ones can go. */
    List<WalRecord> head() {
        List<WalRecord> head = new ArrayList<>();
        head.add(WalRecord.last(group, lastIndex()));
        head.add(WalRecord.release(group, releasedIndex, releasedTerm));
        head.add(WalRecord.hardState(group, hardState));
        installing().ifPresent(head::add);
        configurations.forEach(
                (index, configuration) -> head.add(WalRecord.configuration(group, index, configuration)));
        return head;
    }

    private void append(WalRecord entry, long position) {
        if (entry.index() != lastIndex() + 1) {
            throw new IllegalArgumentException(
                    "group " + group + ": entry " + entry.index() + " does not follow the last entry " + lastIndex());
        }
        if (terms.isEmpty() || terms.lastEntry().getValue() != entry.term()) {
            terms.put(entry.index(), entry.term());
        }
        positions.append(position);
        if (entry.kind() == Entry.Kind.CONFIGURATION.code()) {
            configurations.put(entry.index(), entry.toConfiguration());
        }
    }

    private void truncate(long from) {
        if (from <= releasedIndex) {
            throw new IllegalArgumentException(
                    "group " + group + ": cannot truncate from " + from + ", released up to " + releasedIndex);
        }
        positions.dropFrom(from);
        terms.tailMap(from, true).clear();
        configurations.tailMap(from, true).clear();
        forget(recent.tailMap(from, true));
    }

    private void release(long index, long term) {
        if (index > lastIndex() || (positions.contains(index) && term(index) != term)) {
            restart(index + 1);
            configurations.tailMap(index, false).clear();
        } else if (positions.contains(index)) {
            positions.dropTo(index);
            Long run = terms.floorKey(index + 1);
            if (run != null) {
                terms.headMap(run, false).clear();
            }
            forget(recent.headMap(index, true));
        }
        Long inForce = configurations.floorKey(index);
        if (inForce != null) {
            configurations.headMap(inForce, false).clear();
        }
        releasedIndex = index;
        releasedTerm = term;
    }

    /** In recovery, the first segment tells how far the log had come before it. */
    private void last(long index) {
        if (lastIndex() == 0) {
            restart(index + 1);
        } else if (index != lastIndex()) {
            throw new IllegalArgumentException("group " + group + ": the segment was begun behind entry " + index
                    + ", the segments before it end at " + lastIndex());
        }
    }

    private void restart(long next) {
        positions.restart(next);
        terms.clear();
        forget(recent);
    }

    private void forget(SortedMap<Long, Entry> entries) {
        for (Entry entry : entries.values()) {
            recentBytes -= entry.payload().length;
        }
        entries.clear();
    }

    private void requirePresent(long index) {
        if (!positions.contains(index)) {
            throw new IllegalArgumentException("group " + group + ": entry " + index + " is not in the log, which has "
                    + firstIndex() + " to " + lastIndex());
        }
    }
}
