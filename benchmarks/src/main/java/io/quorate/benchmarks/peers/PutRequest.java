package io.quorate.benchmarks.peers;

import java.io.ByteArrayOutputStream;

/** {@code etcdserverpb.PutRequest} in the encoding of Protocol Buffers: key is field 1, value is field 2,
 * both of the type that has a length before it. */
final class PutRequest {
    private static final int KEY_TAG = 0x0A;
    private static final int VALUE_TAG = 0x12;
    private static final int SEVEN_BITS = 0x7F;
    private static final int MORE_FOLLOWS = 0x80;

    private PutRequest() {}

    static byte[] encode(int slot, byte[] value) {
        byte[] key = {'/', 'b', (byte) (slot >>> 24), (byte) (slot >>> 16), (byte) (slot >>> 8), (byte) slot};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length + 16);
        field(bytes, KEY_TAG, key);
        field(bytes, VALUE_TAG, value);
        return bytes.toByteArray();
    }

    private static void field(ByteArrayOutputStream bytes, int tag, byte[] content) {
        bytes.write(tag);
        int length = content.length;
        while (length > SEVEN_BITS) {
            bytes.write((length & SEVEN_BITS) | MORE_FOLLOWS);
            length >>>= 7;
        }
        bytes.write(length);
        bytes.writeBytes(content);
    }
}
