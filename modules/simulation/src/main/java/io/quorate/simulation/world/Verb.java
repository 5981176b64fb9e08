package io.quorate.simulation.world;

import io.quorate.codec.RecordCodec;

/** A command or query of a recipe, with its encodings. */
public record Verb<C extends Record, R extends Record>(
        String recipe, int contract, String name, RecordCodec<C> request, RecordCodec<R> reply) {
    public static <C extends Record, R extends Record> Verb<C, R> of(
            String recipe, int contract, String name, Class<C> request, Class<R> reply) {
        return new Verb<>(recipe, contract, name, RecordCodec.of(request), RecordCodec.of(reply));
    }
}
