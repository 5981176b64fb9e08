package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;

/**
 * A recipe's running timer.
 *
 * @param due id of the row that fires it
 * @param payload the recipe's
 */
public record TimerRow(long deadlineMillis, long due, byte[] payload) {
    private static final int FORMAT = 1;
    private static final int MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

    public byte[] encode() {
        return new ByteSink(32 + payload.length)
                .u8(FORMAT)
                .varint(deadlineMillis)
                .varint(due)
                .bytes(payload)
                .toByteArray();
    }

    public static TimerRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "timer row");
        TimerRow row = new TimerRow(in.varint(), in.varint(), in.bytes(MAX_PAYLOAD_BYTES));
        in.expectEnd();
        return row;
    }
}
