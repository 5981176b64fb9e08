package io.quorate.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlushPaceTest {
    private static final long LEAST = 1 << 20;
    private static final long MOST = 16 << 20;
    private final FlushPace pace = new FlushPace(MOST);

    private void flushAtBytesPerMilli(long bytesPerMilli) {
        pace.flushed(pace.bytes(), pace.bytes() / bytesPerMilli * 1_000_000);
    }

    @Test
    void settlesWhereAFlushTakesTheAim() {
        for (int i = 0; i < 20; i++) {
            flushAtBytesPerMilli(50_000);
        }
        assertEquals(5_000_000, (double) pace.bytes(), 100_000);
        for (int i = 0; i < 20; i++) {
            flushAtBytesPerMilli(30_000);
        }
        assertEquals(3_000_000, (double) pace.bytes(), 100_000);
    }

    @Test
    void staysWithinItsBounds() {
        assertEquals(LEAST, pace.bytes());
        for (int i = 0; i < 20; i++) {
            flushAtBytesPerMilli(10_000_000);
        }
        assertEquals(MOST, pace.bytes());
        for (int i = 0; i < 20; i++) {
            flushAtBytesPerMilli(10);
        }
        assertEquals(LEAST, pace.bytes());
        assertEquals(100, new FlushPace(100).bytes());
    }

    @Test
    void oneFlushOnABusyDiskHalvesItAtMost() {
        for (int i = 0; i < 20; i++) {
            flushAtBytesPerMilli(10_000_000);
        }
        pace.flushed(MOST, 60_000_000_000L);
        assertEquals(MOST / 2, pace.bytes());
    }

    @Test
    void aSmallFlushSaysNothingUnlessItIsLong() {
        for (int i = 0; i < 20; i++) {
            flushAtBytesPerMilli(50_000);
        }
        long settled = pace.bytes();
        pace.flushed(100, 5_000_000);
        assertEquals(settled, pace.bytes());
        pace.flushed(100, 2 * FlushPace.AIM_NANOS);
        assertTrue(pace.bytes() < settled);
    }
}
