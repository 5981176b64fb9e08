package io.quorate.backup;

/**
 * How much a backup holds.
 *
 * @param blocks one for each part
 * @param bytes of all parts, before compression
 */
public record BackupTotals(int blocks, long rows, long bytes) {
    static final BackupTotals NONE = new BackupTotals(0, 0, 0);

    BackupTotals with(int moreRows, int moreBytes) {
        return new BackupTotals(blocks + 1, rows + moreRows, bytes + moreBytes);
    }
}
