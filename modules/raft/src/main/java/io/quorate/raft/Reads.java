package io.quorate.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Read requests on the leader (Ongaro 2014, section 6.4): each waits for a round of heartbeats that began after it came and
 * that a quorum has answered in the leader's term.
 */
final class Reads {
    /**
     * A request.
     *
     * @param origin who asked: this member or a follower
     * @param index up to where it must have been applied
     */
    record Pending(int origin, long id, long index, long round) {}

    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private long round;

    int size() {
        return waiting.size();
    }

    /** The latest round, to be told to the members. */
    long round() {
        return round;
    }

    /** Begins a round for this request. */
    void add(int origin, long id, long index) {
        round++;
        waiting.add(new Pending(origin, id, index, round));
    }

    /** Takes out what the rounds up to this one confirm. */
    List<Pending> confirmed(long answeredRound) {
        List<Pending> confirmed = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.element().round() <= answeredRound) {
            confirmed.add(waiting.remove());
        }
        return confirmed;
    }

    /** Takes out everything. */
    List<Pending> all() {
        List<Pending> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
