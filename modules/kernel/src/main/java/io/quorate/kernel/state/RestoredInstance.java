package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.kernel.Address;

/**
 * An instance of a backup whose rows are here under a new id, before the switch.
 *
 * @param address of the instance
 * @param row as it will be, with the new id
 */
public record RestoredInstance(Address address, InstanceRow row) {
    private static final int FORMAT = 1;
    private static final int MAX_BYTES = 8 * 1024;

    public byte[] encode() {
        return new ByteSink(96)
                .u8(FORMAT)
                .bytes(Keys.instance(address))
                .bytes(row.encode())
                .toByteArray();
    }

    public static RestoredInstance decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "restored instance row");
        RestoredInstance row = new RestoredInstance(
                Keys.addressOfInstance(in.bytes(MAX_BYTES)), InstanceRow.decode(in.bytes(MAX_BYTES)));
        in.expectEnd();
        return row;
    }
}
