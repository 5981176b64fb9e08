package io.quorate.raft;

import java.util.ArrayDeque;

/**
 * What the leader knows of one other member, and how it sends to it (Ongaro 2014, section 10.2.1). PROBE looks for the place
 * where the logs agree, one message at a time; REPLICATE sends on without waiting, within a window; SNAPSHOT waits for a
 * snapshot to arrive.
 */
final class Progress {
    private enum Mode {
        PROBE,
        REPLICATE,
        SNAPSHOT
    }

    private record Sent(long lastIndex, long bytes) {}

    /** So many times in a row a member denies what it has acknowledged before that is no late message any more. */
    private static final int DENIALS = 5;

    private final long windowBytes;
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();
    private Mode mode = Mode.PROBE;
    private long match;
    private long next;
    private long inFlightBytes;
    private long answeredAt;
    private long heardAt;
    private long round;
    /** The last entry that this leader has ever sent there; nothing beyond can be acknowledged. */
    private long sentUpTo;

    private boolean probed;
    private boolean fetching;

    /** It may say that it has more than it was sent: a snapshot that it has taken is reported apart from that. */
    private boolean snapshotOffered;

    private boolean doubted;
    private int denials;

    Progress(long next, long windowBytes, long nanos) {
        this.next = next;
        this.windowBytes = windowBytes;
        this.heardAt = nanos;
        this.answeredAt = nanos;
    }

    /** Last entry known to be durable there. */
    long match() {
        return match;
    }

    /** First entry to be sent next. */
    long next() {
        return next;
    }

    long heardAt() {
        return heardAt;
    }

    void heard(long nanos) {
        heardAt = nanos;
    }

    /** The latest round of read requests that the member has answered. */
    long round() {
        return round;
    }

    void answeredRound(long latest) {
        round = Math.max(round, latest);
    }

    /** What the member has said cannot be; true for the first time. */
    boolean doubt() {
        boolean first = !doubted;
        doubted = true;
        return first;
    }

    /** Whether a member that was sent what it was can have this entry. */
    boolean mayHave(long index) {
        return index <= sentUpTo || snapshotOffered;
    }

    /** Whether something may be sent now. */
    boolean isOpen() {
        return switch (mode) {
            case PROBE -> !probed && !fetching;
            case REPLICATE -> inFlightBytes < windowBytes && !fetching;
            case SNAPSHOT -> false;
        };
    }

    /** In PROBE a message goes out even when it has no entries. */
    boolean wantsProbe() {
        return mode == Mode.PROBE;
    }

    void fetching() {
        fetching = true;
    }

    /** What was read from the disk is there; true when it is what is to be sent next. */
    boolean fetched(long from) {
        fetching = false;
        return from == next && isOpen();
    }

    void sent(Message.Append append, long bytes, long nanos) {
        sentUpTo = Math.max(sentUpTo, append.lastIndex());
        if (mode == Mode.PROBE) {
            probed = true;
            return;
        }
        if (inFlight.isEmpty()) {
            answeredAt = nanos;
        }
        inFlight.add(new Sent(append.lastIndex(), bytes));
        inFlightBytes += bytes;
        next = append.lastIndex() + 1;
    }

    /**
     * The member says that its log is durable and alike up to this index.
     *
     * @return false when that cannot be, since it was never sent so much
     */
    boolean accepted(long index, long nanos) {
        if (index > sentUpTo) {
            return false;
        }
        answeredAt = nanos;
        denials = 0;
        while (!inFlight.isEmpty() && inFlight.element().lastIndex() <= index) {
            inFlightBytes -= inFlight.remove().bytes();
        }
        match = Math.max(match, index);
        if (mode == Mode.PROBE) {
            mode = Mode.REPLICATE;
            next = match + 1;
        }
        next = Math.max(next, match + 1);
        return true;
    }

    /**
     * The member does not have the entry before those of a message: goes on probing at {@code candidate}.
     *
     * @return false when it has said so again and again, though it has acknowledged that entry
     */
    boolean rejected(long previousIndex, long candidate) {
        boolean stale = mode == Mode.REPLICATE ? previousIndex <= match : previousIndex != next - 1;
        if (mode == Mode.SNAPSHOT || stale) {
            return true;
        }
        probe();
        next = Math.max(match + 1, Math.min(previousIndex, candidate));
        denials = previousIndex > match || match == 0 ? 0 : denials + 1;
        return denials < DENIALS;
    }

    /** What was sent may be lost: begins again behind what is known to be there. */
    void probe() {
        mode = Mode.PROBE;
        next = match + 1;
        inFlight.clear();
        inFlightBytes = 0;
        probed = false;
    }

    /** Time for another try, when an answer is overdue. */
    void retry(long nanos, long patienceNanos) {
        if (mode == Mode.PROBE) {
            probed = false;
        } else if (mode == Mode.REPLICATE && !inFlight.isEmpty() && nanos - answeredAt > patienceNanos) {
            probe();
        }
    }

    /** The link to the member broke. */
    void lost() {
        if (mode == Mode.REPLICATE) {
            probe();
        }
    }

    void awaitSnapshot() {
        snapshotOffered = true;
        probe();
        mode = Mode.SNAPSHOT;
    }

    /** The snapshot that ends with this index has arrived there, or an attempt has failed when it is 0: probes behind it. */
    void snapshotSent(long index) {
        if (mode == Mode.SNAPSHOT) {
            probe();
            sentUpTo = Math.max(sentUpTo, index);
            next = Math.max(next, index + 1);
        }
    }
}
