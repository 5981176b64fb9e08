package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.kernel.Address;

/** A query that gives the reply of a command, stored in the reply's place. */
public record BodyQuery(Address address, int contract, String query, byte[] request) {
    private static final int FORMAT = 1;
    private static final int MAX_BYTES = 32 * 1024;

    public byte[] encode() {
        return new ByteSink(64 + request.length)
                .u8(FORMAT)
                .text(address.namespace())
                .text(address.recipe())
                .text(address.instance())
                .varint(contract)
                .text(query)
                .bytes(request)
                .toByteArray();
    }

    public static BodyQuery decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "body query");
        BodyQuery read = new BodyQuery(
                new Address(in.text(MAX_BYTES), in.text(MAX_BYTES), in.text(MAX_BYTES)),
                (int) in.varint(),
                in.text(MAX_BYTES),
                in.bytes(MAX_BYTES));
        in.expectEnd();
        return read;
    }
}
