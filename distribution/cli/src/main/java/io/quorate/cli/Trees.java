package io.quorate.cli;

import io.quorate.codec.Cbor;
import io.quorate.codec.RecordCodec;

/** Records as plain trees, for what works on values of any shape. */
final class Trees {
    private Trees() {}

    static <T extends Record> Object of(Class<T> type, T value) {
        return Cbor.decode(RecordCodec.of(type).encode(value));
    }
}
