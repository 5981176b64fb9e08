package io.quorate.client;

import io.quorate.codec.CodecException;
import io.quorate.codec.RecordCodec;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;

/** Codecs of record types, made once each and kept by the type itself, so that no class loader is held. */
final class Codecs {
    private final ClassValue<RecordCodec<?>> made = new ClassValue<>() {
        @Override
        protected RecordCodec<?> computeValue(Class<?> type) {
            return RecordCodec.of(type);
        }
    };

    @SuppressWarnings(
            "unchecked") // The codec of a class is a codec of its instances; Class and codec share no type variable
    // here.
    <T> RecordCodec<T> of(Class<T> type) {
        return (RecordCodec<T>) made.get(type);
    }

    /** @throws QuorateException when the request cannot be written */
    byte[] encode(Record request) {
        try {
            return encode(request.getClass(), request);
        } catch (CodecException | IllegalArgumentException e) {
            throw QuorateException.of(
                    ErrorCode.INVALID_REQUEST, CallOutcome.NOT_APPLIED, String.valueOf(e.getMessage()));
        }
    }

    private <T> byte[] encode(Class<T> type, Object request) {
        return of(type).encode(type.cast(request));
    }
}
