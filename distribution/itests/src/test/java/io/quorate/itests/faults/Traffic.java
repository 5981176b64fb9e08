package io.quorate.itests.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

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
        long arrives = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(slowMillis.getOrDefault(way, 0L));
        for (long left = arrives - System.nanoTime(); left > 0; left = arrives - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        while (cut.contains(way)) {
            wait();
        }
    }
}
