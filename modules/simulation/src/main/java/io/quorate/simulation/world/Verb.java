package io.quorate.simulation.world;

import io.quorate.codec.RecordCodec;
import io.quorate.protocol.ProtocolDefaults;

/** A command or query of a recipe in a namespace, with its encodings. */
public record Verb<C extends Record, R extends Record>(
        String namespace, String recipe, int contract, String name, RecordCodec<C> request, RecordCodec<R> reply) {
    /** In the default namespace. */
    public static <C extends Record, R extends Record> Verb<C, R> of(
            String recipe, int contract, String name, Class<C> request, Class<R> reply) {
        return new Verb<>(
                ProtocolDefaults.NAMESPACE, recipe, contract, name, RecordCodec.of(request), RecordCodec.of(reply));
    }

    /** The same in another namespace. */
    public Verb<C, R> in(String other) {
        return new Verb<>(other, recipe, contract, name, request, reply);
    }
}
