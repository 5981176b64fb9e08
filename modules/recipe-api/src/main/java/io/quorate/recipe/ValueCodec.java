package io.quorate.recipe;

import io.quorate.codec.KeyCodec;
import io.quorate.codec.RecordCodec;
import java.util.function.Function;

/** Bytes of a value: simple values by their key form, records, enums and sealed families by CBOR. */
record ValueCodec<V>(Function<V, byte[]> encode, Function<byte[], V> decode, String shape) {
    static <V> ValueCodec<V> of(Class<V> type) {
        if (type == Long.class
                || type == Integer.class
                || type == String.class
                || type == Boolean.class
                || type == byte[].class) {
            KeyCodec<V> simple = KeyCodec.of(type);
            return new ValueCodec<>(simple::encode, simple::decode, type.getSimpleName());
        }
        RecordCodec<V> composed = RecordCodec.of(type);
        return new ValueCodec<>(
                composed::encode, composed::decode, composed.shape().toString());
    }
}
