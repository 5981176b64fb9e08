package io.quorate.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Contents of a file on a {@link SimDisk}: what is durable, and every version of every sector written since. */
final class SimFile {
    static final int SECTOR_BYTES = 512;

    private final int number;
    private byte[] current;
    private byte[] durable;

    /** Of each sector its versions since the last sync, oldest first. */
    private final TreeMap<Integer, List<byte[]>> unsynced = new TreeMap<>();

    private int lastWrite;

    /** The size is not durable before the first sync. */
    private boolean synced;

    record Loss(long lost, long torn) {}

    SimFile(int number, int bytes) {
        this.number = number;
        this.current = new byte[bytes];
        this.durable = new byte[bytes];
    }

    int number() {
        return number;
    }

    int size() {
        return current.length;
    }

    /** Where the last write began. */
    int lastWrite() {
        return lastWrite;
    }

    byte[] current() {
        return current.clone();
    }

    SimFile copy() {
        SimFile copy = new SimFile(number, 0);
        copy.current = current.clone();
        copy.durable = durable.clone();
        copy.synced = synced;
        copy.lastWrite = lastWrite;
        unsynced.forEach((sector, versions) -> copy.unsynced.put(sector, new ArrayList<>(versions)));
        return copy;
    }

    int read(ByteBuffer into, int position) {
        int bytes = Math.max(0, Math.min(into.remaining(), current.length - position));
        into.put(current, Math.min(position, current.length), bytes);
        return bytes;
    }

    void write(ByteBuffer from, int position) {
        int bytes = from.remaining();
        lastWrite = position;
        from.get(current, position, bytes);
        if (bytes == 0) {
            return;
        }
        for (int sector = position / SECTOR_BYTES; sector <= (position + bytes - 1) / SECTOR_BYTES; sector++) {
            unsynced.computeIfAbsent(sector, key -> new ArrayList<>()).add(sector(current, sector));
        }
    }

    void sync() {
        unsynced.forEach((sector, versions) -> put(sector, versions.get(versions.size() - 1)));
        unsynced.clear();
        synced = true;
    }

    /** The pages are marked clean although they never reached the disk. */
    void failSync() {
        unsynced.clear();
    }

    void flip(int offset, int mask) {
        current[offset] ^= (byte) mask;
        durable[offset] ^= (byte) mask;
    }

    Loss powerFailure(Survival survival) {
        long lost = 0;
        long torn = 0;
        if (!synced && !survival.keepsSize()) {
            durable = new byte[0];
            lost = unsynced.size();
            unsynced.clear();
        }
        for (var entry : unsynced.entrySet()) {
            List<byte[]> versions = entry.getValue();
            int kept = survival.versionsKept(versions.size());
            byte[] before = kept == 0
                    ? sector(durable, entry.getKey())
                    : versions.get(kept - 1).clone();
            if (kept < versions.size()) {
                int tornBytes = survival.tornBytes(before.length);
                System.arraycopy(versions.get(kept), 0, before, 0, tornBytes);
                if (tornBytes > 0) {
                    torn++;
                } else {
                    lost++;
                }
            }
            put(entry.getKey(), before);
        }
        unsynced.clear();
        current = durable.clone();
        synced = true;
        return new Loss(lost, torn);
    }

    private void put(int sector, byte[] bytes) {
        System.arraycopy(bytes, 0, durable, sector * SECTOR_BYTES, bytes.length);
    }

    private static byte[] sector(byte[] of, int sector) {
        int start = sector * SECTOR_BYTES;
        return Arrays.copyOfRange(of, start, Math.min(start + SECTOR_BYTES, of.length));
    }
}
