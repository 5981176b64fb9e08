package io.quorate.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What is on its way to the disk, and what must wait for it: a vote, an acknowledgement and the leader's own count leave only
 * when everything they rest on is durable (Ongaro 2014, sections 3.8 and 10.2.1).
 */
final class Durability {
    private record Held(long sequence, Message message) {}

    /** Entries on their way; {@code lastIndex} shrinks when they are truncated before they arrive. */
    private record Write(long sequence, long lastIndex) {}

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private ArrayDeque<Write> writes = new ArrayDeque<>();
    private long issued;
    private long done;

    // Of the step that is being taken.
    private Optional<HardState> hardState = Optional.empty();
    private long truncateFrom;
    private List<Entry> entries = new ArrayList<>();

    void save(HardState state) {
        hardState = Optional.of(state);
    }

    void append(Entry entry) {
        entries.add(entry);
    }

    void truncate(long from) {
        // Nothing is appended and truncated in one step: entries come from one message.
        RaftViolation.require(entries.isEmpty(), "entries are truncated in the step that appended them");
        truncateFrom = from;
        clamp(from - 1);
    }

    /** Whatever is on its way, no entry behind this one becomes durable by it. */
    void clamp(long lastIndex) {
        ArrayDeque<Write> clamped = new ArrayDeque<>();
        writes.forEach(write -> clamped.add(new Write(write.sequence, Math.min(write.lastIndex, lastIndex))));
        writes = clamped;
    }

    /** Keeps the message until all that was saved and appended up to now is durable. */
    void hold(Message message) {
        held.add(new Held(isDirty() ? issued + 1 : issued, message));
    }

    private boolean isDirty() {
        return hardState.isPresent() || truncateFrom > 0 || !entries.isEmpty();
    }

    /** Ends a step: what is to be written, if anything is. */
    Optional<Persist> write() {
        if (!isDirty()) {
            return Optional.empty();
        }
        issued++;
        Persist persist = new Persist(issued, hardState, truncateFrom, List.copyOf(entries));
        if (!entries.isEmpty()) {
            writes.add(new Write(issued, entries.get(entries.size() - 1).index()));
        }
        hardState = Optional.empty();
        truncateFrom = 0;
        entries = new ArrayList<>();
        return Optional.of(persist);
    }

    /** Everything up to this sequence is durable; returns the last entry that thereby is, 0 for none. */
    long done(long sequence) {
        RaftViolation.require(sequence <= issued, "persisted " + sequence + ", asked for were " + issued);
        done = Math.max(done, sequence);
        long lastIndex = 0;
        while (!writes.isEmpty() && writes.element().sequence() <= done) {
            lastIndex = Math.max(lastIndex, writes.remove().lastIndex());
        }
        return lastIndex;
    }

    /** Messages that wait no longer, without those of earlier terms: what they say is not asked for any more. */
    List<Message> ready(long term) {
        List<Message> ready = new ArrayList<>();
        for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            Held next = each.next();
            if (next.sequence() > done) {
                break;
            }
            each.remove();
            if (next.message().term() == term) {
                ready.add(next.message());
            }
        }
        return ready;
    }
}
