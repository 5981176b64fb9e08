package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;

/**
 * A session.
 *
 * @param ending no more calls are taken; its holds are being given back
 * @param secretHash SHA-256 of the client's secret
 * @param incarnation raised by every attach
 * @param lastSequence number of the last call that was applied
 * @param unacknowledged results kept, parked calls included
 * @param parked calls that wait
 * @param replyBytes stored replies
 * @param openedMillis calendar time
 */
public record SessionRow(
        boolean ending,
        long ttlMillis,
        byte[] secretHash,
        int incarnation,
        long lastSequence,
        int unacknowledged,
        int parked,
        long replyBytes,
        long openedMillis,
        String label,
        String principal) {
    private static final int FORMAT = 1;
    private static final int MAX_TEXT_BYTES = 1_024;
    private static final int HASH_BYTES = 32;

    public byte[] encode() {
        return new ByteSink(128)
                .u8(FORMAT)
                .bool(ending)
                .varint(ttlMillis)
                .raw(secretHash)
                .varint(incarnation)
                .varint(lastSequence)
                .varint(unacknowledged)
                .varint(parked)
                .varint(replyBytes)
                .varint(openedMillis)
                .text(label)
                .text(principal)
                .toByteArray();
    }

    public static SessionRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "session row");
        SessionRow row = new SessionRow(
                in.bool(),
                in.varint(),
                in.raw(HASH_BYTES),
                (int) in.varint(),
                in.varint(),
                (int) in.varint(),
                (int) in.varint(),
                in.varint(),
                in.varint(),
                in.text(MAX_TEXT_BYTES),
                in.text(MAX_TEXT_BYTES));
        in.expectEnd();
        return row;
    }

    public SessionRow ended() {
        return new SessionRow(
                true,
                ttlMillis,
                secretHash,
                incarnation,
                lastSequence,
                unacknowledged,
                parked,
                replyBytes,
                openedMillis,
                label,
                principal);
    }

    public SessionRow attachedAgain() {
        return new SessionRow(
                ending,
                ttlMillis,
                secretHash,
                incarnation + 1,
                lastSequence,
                unacknowledged,
                parked,
                replyBytes,
                openedMillis,
                label,
                principal);
    }

    /** The row with another last sequence and other totals. */
    public SessionRow with(long newLastSequence, int newUnacknowledged, int newParked, long newReplyBytes) {
        return new SessionRow(
                ending,
                ttlMillis,
                secretHash,
                incarnation,
                newLastSequence,
                newUnacknowledged,
                newParked,
                newReplyBytes,
                openedMillis,
                label,
                principal);
    }
}
