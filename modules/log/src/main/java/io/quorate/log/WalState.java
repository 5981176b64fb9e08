package io.quorate.log;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All groups, and the segments that hold them, oldest first. Recovery builds it from records, the log goes on with it. */
final class WalState {
    private static final int OFFSET_BITS = 32;

    private final SortedMap<Integer, GroupLog> groups = new TreeMap<>();
    private final List<Segment> segments = new ArrayList<>();

    SortedMap<Integer, GroupLog> groups() {
        return groups;
    }

    /** The group's log; an empty one when it has never written anything. */
    GroupLog group(int group) {
        return groups.getOrDefault(group, new GroupLog(group));
    }

    List<Segment> segments() {
        return segments;
    }

    void begin(Segment segment) {
        segments.add(segment);
    }

    /**
     * Takes in a record that lies at {@code offset} of {@code segment}.
     *
     * @throws IllegalArgumentException when it contradicts the records before it; nothing has changed then
     */
    void accept(WalRecord record, Segment segment, long offset) {
        groups.computeIfAbsent(record.group(), GroupLog::new)
                .accept(record, segment.sequence() << OFFSET_BITS | offset);
        if (record.type() == WalRecord.Type.ENTRY) {
            segment.contains(record.group(), record.index());
        } else if (record.type() == WalRecord.Type.TRUNCATE) {
            segments.forEach(each -> each.truncate(record.group(), record.index()));
        }
    }

    /** What a new segment begins with. */
    List<WalRecord> head() {
        List<WalRecord> head = new ArrayList<>();
        groups.values().forEach(group -> head.addAll(group.head()));
        return head;
    }

    /** Segment of a position that {@link GroupLog#position} gave. */
    Segment segmentAt(long position) {
        long oldest = segments.get(0).sequence();
        return segments.get((int) ((position >>> OFFSET_BITS) - oldest));
    }

    static long offsetAt(long position) {
        return position & (1L << OFFSET_BITS) - 1;
    }

    /** Takes out the oldest segments of which every entry is released; the last one always stays. */
    List<Segment> removeReleased() {
        int count = 0;
        while (count < segments.size() - 1 && released(segments.get(count))) {
            count++;
        }
        List<Segment> oldest = segments.subList(0, count);
        List<Segment> removed = List.copyOf(oldest);
        oldest.clear();
        return removed;
    }

    /** Highest of the group's entries in segments that lie so many bytes behind the end; 0 when none does. */
    long lastBehind(int group, long bytes) {
        long behind = 0;
        int at = segments.size() - 1;
        while (at > 0 && behind < bytes) {
            behind += segments.get(at).size();
            at--;
        }
        long last = 0;
        for (; behind >= bytes && at >= 0 && last == 0; at--) {
            last = segments.get(at).highestIndexes().getOrDefault(group, 0L);
        }
        return last;
    }

    private boolean released(Segment segment) {
        return segment.highestIndexes().entrySet().stream()
                .allMatch(
                        highest -> highest.getValue() <= group(highest.getKey()).releasedIndex());
    }
}
