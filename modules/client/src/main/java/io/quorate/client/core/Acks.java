package io.quorate.client.core;

import io.quorate.protocol.ProtocolLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Numbers whose results have been taken, until the server surely knows. */
final class Acks {
    private final TreeSet<Long> waiting = new TreeSet<>();
    private final ArrayDeque<Long> sent = new ArrayDeque<>();
    private long confirmedCount;

    void add(long sequence) {
        waiting.add(sequence);
    }

    /** As many as one message carries. */
    List<Long> take() {
        List<Long> taken = new ArrayList<>(Math.min(waiting.size(), ProtocolLimits.MAX_ACKS));
        while (!waiting.isEmpty() && taken.size() < ProtocolLimits.MAX_ACKS) {
            taken.add(waiting.pollFirst());
        }
        sent.addAll(taken);
        return taken;
    }

    /** Place behind everything sent so far, for {@link #confirm}. */
    long mark() {
        return confirmedCount + sent.size();
    }

    /** What was sent before the mark has arrived. */
    void confirm(long mark) {
        while (confirmedCount < mark && !sent.isEmpty()) {
            sent.removeFirst();
            confirmedCount++;
        }
    }

    /** The connection broke: what was sent may not have arrived, and is sent again. */
    void disconnected() {
        confirmedCount += sent.size();
        waiting.addAll(sent);
        sent.clear();
    }

    /** There are so many that they should not wait for the next call. */
    boolean press() {
        return waiting.size() >= ProtocolLimits.MAX_ACKS || sent.size() >= ClientLimits.MAX_UNCONFIRMED_ACKS;
    }
}
