package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;

/**
 * A session holds something in an instance.
 *
 * @param instance id of the instance, since another one may have taken its name; 0 in rows of the first format, which name none
 */
public record BoundRow(long instance) {
    private static final int FORMAT = 2;

    public byte[] encode() {
        return new ByteSink(10).u8(FORMAT).varint(instance).toByteArray();
    }

    /** Whether the hold is in this instance, as far as the row says. */
    public boolean isIn(InstanceRow row) {
        return instance == 0 || instance == row.id();
    }

    public static BoundRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "bound row");
        BoundRow row = new BoundRow(in.remaining() == 0 ? 0 : in.varint());
        in.expectEnd();
        return row;
    }
}
