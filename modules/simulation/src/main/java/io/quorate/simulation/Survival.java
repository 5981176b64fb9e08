package io.quorate.simulation;

import java.util.SplittableRandom;

/** Decides what a power failure leaves of that which was not synced. Asked in a fixed order. */
public interface Survival {
    /** The size, and with it the contents, of a file never synced. */
    boolean keepsSize();

    /** One creation, renaming or deletion not followed by a directory sync. */
    boolean keepsDirectoryChange();

    /** Of one sector's versions since the last sync, the last that reached the disk; 0 for none. */
    int versionsKept(int versions);

    /** Bytes of the next version that came through, from the sector's start; 0 for a clean cut. */
    int tornBytes(int sectorBytes);

    /** Only what was synced. */
    static Survival nothing() {
        return firstSectors(0);
    }

    /** Everything in the first sectors that were written, nothing in those behind. */
    static Survival firstSectors(int sectors) {
        return new Survival() {
            private int left = sectors;

            @Override
            public boolean keepsSize() {
                return sectors > 0;
            }

            @Override
            public boolean keepsDirectoryChange() {
                return sectors > 0;
            }

            @Override
            public int versionsKept(int versions) {
                return left-- > 0 ? versions : 0;
            }

            @Override
            public int tornBytes(int sectorBytes) {
                return 0;
            }
        };
    }

    /** Any subset, decided by the seed; one in four of the sectors that were cut is torn. */
    static Survival anySubset(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Survival() {
            @Override
            public boolean keepsSize() {
                return random.nextBoolean();
            }

            @Override
            public boolean keepsDirectoryChange() {
                return random.nextBoolean();
            }

            @Override
            public int versionsKept(int versions) {
                return random.nextInt(versions + 1);
            }

            @Override
            public int tornBytes(int sectorBytes) {
                return random.nextInt(4) == 0 ? random.nextInt(sectorBytes) : 0;
            }
        };
    }
}
