package io.quorate.log;

/**
 * Sizes of a write-ahead log.
 *
 * @param segmentBytes size of one segment file, a multiple of 512; may differ from that of segments already written
 * @param readySegments segments prepared ahead, and spare files kept for them
 * @param recentBytes payload bytes of the newest entries kept in memory per group, so that readers rarely touch the disk
 */
public record WalOptions(int segmentBytes, int readySegments, long recentBytes) {
    /** 64 MiB. */
    public static final int DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;

    public static final int DEFAULT_READY_SEGMENTS = 2;

    /** 16 MiB. */
    public static final long DEFAULT_RECENT_BYTES = 16L * 1024 * 1024;

    /** 2 KiB; smaller ones would hold little but their own head. */
    public static final int MIN_SEGMENT_BYTES = 2 * 1024;

    /** 1 GiB. */
    public static final int MAX_SEGMENT_BYTES = 1024 * 1024 * 1024;

    public WalOptions {
        if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES || segmentBytes % 512 != 0) {
            throw new IllegalArgumentException("segment bytes must be a multiple of 512 from " + MIN_SEGMENT_BYTES
                    + " to " + MAX_SEGMENT_BYTES + ", was " + segmentBytes);
        }
        if (readySegments < 1) {
            throw new IllegalArgumentException("ready segments must be at least 1, was " + readySegments);
        }
        if (recentBytes < 0) {
            throw new IllegalArgumentException("recent bytes must not be negative, was " + recentBytes);
        }
    }

    public static WalOptions defaults() {
        return new WalOptions(DEFAULT_SEGMENT_BYTES, DEFAULT_READY_SEGMENTS, DEFAULT_RECENT_BYTES);
    }

    /** Largest payload of one entry, in bytes: half a segment at most, so that any entry fits behind any head. */
    public int maxPayloadBytes() {
        return Math.min(ReplicatedLog.MAX_PAYLOAD_BYTES, segmentBytes / 2);
    }
}
