package io.quorate.itests.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which ways between nodes are open, and how slow they are. Thread-safe. */
final class Traffic {
    private final Set<Way> cut = new HashSet<>();
    private final Map<Way, Long> slowMillis = new HashMap<>();

    /** Nothing arrives any more; what is sent waits, as it would in TCP behind a network that loses everything. */
    synchronized void cut(Way way) {
        cut.add(way);
    }

    /** @param millis for which each packet is under way, and the next one waits */
    synchronized void slow(Way way, long millis) {
        slowMillis.put(way, millis);
    }

    /** All ways are open and fast. */
    synchronized void heal() {
        cut.clear();
        slowMillis.clear();
        notifyAll();
    }

    /** Blocks while the way is cut, and for as long as a packet takes. */
    synchronized void pass(Way way) throws InterruptedException {
        Long millis = slowMillis.get(way);
        if (millis != null) {
            wait(millis);
        }
        while (cut.contains(way)) {
            wait();
        }
    }
}
