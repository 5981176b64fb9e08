package io.quorate.simulation;

import io.quorate.log.Wal;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Drives a write-ahead log with random operations and knows what may be in it afterwards: the state at the last sync that
 * returned, or the state after any number of the operations behind it.
 */
final class WalModel {
    private static final int GROUPS = 2;

    private static final class Group {
        private final TreeMap<Long, Entry> entries = new TreeMap<>();
        private HardState hardState = HardState.INITIAL;
        private long released;
        private long term = 1;

        private long last() {
            return entries.isEmpty() ? released : entries.lastKey();
        }
    }

    private final SplittableRandom random;
    private final Group[] groups = new Group[GROUPS];
    private final List<String> allowed = new ArrayList<>();
    private int proposals;

    WalModel(long seed) {
        random = new SplittableRandom(seed);
        for (int group = 0; group < GROUPS; group++) {
            groups[group] = new Group();
        }
        allowed.add(describe());
    }

    /** States that a recovery may find; the first is what was acknowledged. */
    Set<String> allowed() {
        return new TreeSet<>(allowed);
    }

    /** After a recovery: what was found counts from now on. */
    void adopt(Wal wal) {
        for (int number = 0; number < GROUPS; number++) {
            Group group = groups[number];
            group.entries.clear();
            if (wal.firstIndex(number) <= wal.lastIndex(number)) {
                wal.entries(number, wal.firstIndex(number), wal.lastIndex(number), Long.MAX_VALUE)
                        .forEach(entry -> group.entries.put(entry.index(), entry));
            }
            group.released = wal.firstIndex(number) - 1;
            group.hardState = wal.hardState(number);
        }
        acknowledged();
    }

    void run(Wal wal, int operations) {
        for (int i = 0; i < operations; i++) {
            step(wal);
        }
    }

    /** The model changes first: an operation that fails may have happened. */
    private void step(Wal wal) {
        int number = random.nextInt(GROUPS);
        Group group = groups[number];
        int die = random.nextInt(20);
        if (die < 9) {
            append(wal, number, group);
        } else if (die < 14) {
            wal.sync();
            acknowledged();
        } else if (die < 16) {
            wal.mark();
            acknowledged();
        } else if (die < 17) {
            group.term++;
            group.hardState = new HardState(group.term, 1 + random.nextInt(3), group.last());
            possible();
            wal.save(number, group.hardState);
        } else if (die < 18 && !group.entries.isEmpty()) {
            long from = group.entries.lastKey() - random.nextInt(Math.min(3, group.entries.size()));
            group.entries.tailMap(from, true).clear();
            possible();
            wal.truncate(number, from);
        } else if (group.entries.size() > 6) {
            long index = group.entries.firstKey() + random.nextInt(6);
            group.entries.headMap(index, true).clear();
            group.released = index;
            possible();
            wal.release(number, index);
        }
    }

    private void append(Wal wal, int number, Group group) {
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            String payload = "proposal " + ++proposals + " ".repeat(random.nextInt(400));
            Entry entry = Entry.command(group.last() + 1, group.term, payload.getBytes(StandardCharsets.UTF_8));
            group.entries.put(entry.index(), entry);
            possible();
            wal.append(number, entry);
        }
    }

    private void possible() {
        allowed.add(describe());
    }

    private void acknowledged() {
        allowed.clear();
        allowed.add(describe());
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (Group group : groups) {
            describe(text, group.released, List.copyOf(group.entries.values()), group.hardState);
        }
        return text.toString();
    }

    static String describe(Wal wal) {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < GROUPS; number++) {
            long first = wal.firstIndex(number);
            long last = wal.lastIndex(number);
            List<Entry> entries = first <= last ? wal.entries(number, first, last, Long.MAX_VALUE) : List.of();
            describe(text, first - 1, entries, wal.hardState(number));
        }
        return text.toString();
    }

    private static void describe(StringBuilder text, long released, List<Entry> entries, HardState hardState) {
        text.append("released ").append(released).append(' ').append(hardState).append('\n');
        for (Entry entry : entries) {
            text.append(entry.index())
                    .append('@')
                    .append(entry.term())
                    .append(' ')
                    .append(new String(entry.payload(), StandardCharsets.UTF_8).trim())
                    .append('\n');
        }
    }
}
