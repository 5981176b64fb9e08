package io.quorate.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The log as this member has it, durable or not: the terms of all its entries, the newest entries themselves, and the
 * configurations in it. A configuration is in force as soon as its entry is here, and goes when that goes (Ongaro 2014,
 * section 4.1).
 */
final class EntryLog {
    private final long cacheBytes;
    private final TreeMap<Long, Long> terms = new TreeMap<>();
    private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
    private final TreeMap<Long, Entry> cached = new TreeMap<>();
    private long cachedBytes;
    private long releasedIndex;
    private long releasedTerm;
    private long lastIndex;
    private long durableIndex;

    EntryLog(Recovered recovered, long cacheBytes) {
        this.cacheBytes = cacheBytes;
        this.releasedIndex = recovered.releasedIndex();
        this.releasedTerm = recovered.releasedTerm();
        this.lastIndex = recovered.lastIndex();
        this.durableIndex = lastIndex;
        this.terms.putAll(recovered.terms());
        this.configurations.putAll(recovered.configurations());
    }

    long firstIndex() {
        return releasedIndex + 1;
    }

    long lastIndex() {
        return lastIndex;
    }

    long lastTerm() {
        return term(lastIndex);
    }

    long durableIndex() {
        return durableIndex;
    }

    /** Term of an entry from the one before the first to the last; 0 for index 0. */
    long term(long index) {
        if (index == releasedIndex) {
            return releasedTerm;
        }
        if (index < releasedIndex || index > lastIndex) {
            throw new IllegalArgumentException(
                    "entry " + index + " is not in the log, which has " + firstIndex() + " to " + lastIndex);
        }
        return terms.floorEntry(index).getValue();
    }

    /** Whether the very entry is here; of entries before the log's first only the last is known. */
    boolean has(long index, long term) {
        return index >= releasedIndex && index <= lastIndex && term(index) == term;
    }

    /** The last entry up to {@code index} whose term is not above {@code term}; the one before the first if there is none. */
    long lastWithTermUpTo(long index, long term) {
        long at = Math.min(index, lastIndex);
        while (at > releasedIndex && term(at) > term) {
            at = terms.floorKey(at) - 1;
        }
        return Math.max(at, releasedIndex);
    }

    /** Whether a log that ends so has everything that is committed here (Ongaro 2014, section 3.6.1). */
    boolean isUpToDate(long otherLastIndex, long otherLastTerm) {
        return otherLastTerm > lastTerm() || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex);
    }

    void append(Entry entry) {
        if (entry.index() != lastIndex + 1) {
            throw new IllegalArgumentException("entry " + entry.index() + " does not follow " + lastIndex);
        }
        if (lastTerm() != entry.term() || terms.isEmpty()) {
            terms.put(entry.index(), entry.term());
        }
        lastIndex = entry.index();
        cached.put(entry.index(), entry);
        cachedBytes += entry.bytes();
        if (entry.kind() == Entry.Kind.CONFIGURATION) {
            configurations.put(entry.index(), entry.toConfiguration());
        }
    }

    void truncate(long from) {
        forget(cached.tailMap(from, true));
        terms.tailMap(from, true).clear();
        configurations.tailMap(from, true).clear();
        lastIndex = from - 1;
        durableIndex = Math.min(durableIndex, lastIndex);
    }

    void durable(long index) {
        durableIndex = Math.max(durableIndex, index);
        while (cachedBytes > cacheBytes && !cached.isEmpty() && cached.firstKey() <= durableIndex) {
            cachedBytes -= cached.pollFirstEntry().getValue().bytes();
        }
    }

    void release(long index) {
        if (index <= releasedIndex) {
            return;
        }
        releasedTerm = term(index);
        releasedIndex = index;
        forget(cached.headMap(index, true));
        Map.Entry<Long, Long> run = terms.floorEntry(index + 1);
        if (run != null) {
            terms.headMap(run.getKey(), false).clear();
        }
        Long inForce = configurations.floorKey(index);
        if (inForce != null) {
            configurations.headMap(inForce, false).clear();
        }
    }

    /**
     * Begins anew behind a snapshot; what follows in the log stays when the log has the snapshot's last entry.
     *
     * @return false when it stays
     */
    boolean restart(Message.Snapshot snapshot) {
        boolean stays = has(snapshot.index(), snapshot.entryTerm());
        if (stays) {
            release(snapshot.index());
            durableIndex = Math.max(durableIndex, snapshot.index());
        } else {
            cached.clear();
            cachedBytes = 0;
            terms.clear();
            configurations.clear();
            lastIndex = snapshot.index();
            durableIndex = snapshot.index();
            releasedIndex = snapshot.index();
            releasedTerm = snapshot.entryTerm();
        }
        configurations.headMap(snapshot.index(), true).clear();
        configurations.put(snapshot.index(), snapshot.configuration());
        return !stays;
    }

    /** Entries in memory from {@code from} on, as many as fit into {@code maxBytes}, at least one; empty when it is not there. */
    List<Entry> cached(long from, long to, long maxBytes) {
        List<Entry> slice = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : cached.subMap(from, true, Math.max(from, to), true).values()) {
            bytes += entry.bytes();
            boolean gap = entry.index() != from + slice.size();
            if (gap || (bytes > maxBytes && !slice.isEmpty())) {
                break;
            }
            slice.add(entry);
        }
        return slice;
    }

    /** Whether this member belongs to a group. */
    boolean isConfigured() {
        return !configurations.isEmpty();
    }

    Configuration configuration() {
        return configurations.lastEntry().getValue();
    }

    /** The configuration that the one in force has replaced, as long as that may be taken back. */
    Configuration configurationBefore() {
        Map.Entry<Long, Configuration> before = configurations.lowerEntry(configurations.lastKey());
        return before == null ? configuration() : before.getValue();
    }

    /** Where the configuration in force came into the log. */
    long configurationIndex() {
        return configurations.lastKey();
    }

    private void forget(Map<Long, Entry> entries) {
        for (Entry entry : entries.values()) {
            cachedBytes -= entry.bytes();
        }
        entries.clear();
    }
}
