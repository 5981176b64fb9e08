package io.quorate.recipe;

import io.quorate.codec.CodecException;
import io.quorate.codec.KeyCodec;
import io.quorate.codec.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Bytes of a value. Text is UTF-8 and {@code byte[]} is itself, as long as a row may be; numbers and Booleans have the
 * fixed form of {@link KeyCodec}, records, enums and sealed families the CBOR of {@link RecordCodec}.
 *
 * @param encode a new array, no longer the caller's
 * @param decode leaves the bytes as they are
 */
record ValueCodec<V>(Function<V, byte[]> encode, Function<byte[], V> decode, String shape) {
    static <V> ValueCodec<V> of(Class<V> type) {
        String name = type.getSimpleName();
        if (type == String.class) {
            return new ValueCodec<>(text -> utf8((String) text), bytes -> type.cast(text(bytes)), name);
        }
        if (type == byte[].class) {
            return new ValueCodec<>(value -> ((byte[]) value).clone(), bytes -> type.cast(bytes.clone()), name);
        }
        if (type == Long.class || type == Integer.class || type == Boolean.class) {
            KeyCodec<V> fixed = KeyCodec.of(type);
            return new ValueCodec<>(fixed::encode, fixed::decode, name);
        }
        RecordCodec<V> composed = RecordCodec.of(type);
        return new ValueCodec<>(
                composed::encode, composed::decode, composed.shape().toString());
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException malformed) {
            throw new CodecException("String: lone surrogate; text must be valid Unicode");
        }
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new CodecException("String: malformed UTF-8; text must be valid Unicode");
        }
    }
}
