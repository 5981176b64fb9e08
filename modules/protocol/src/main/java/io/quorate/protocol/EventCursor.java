package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;

/**
 * Place in the stream of events: everything up to and including it has been seen.
 *
 * @param epoch restore epoch; a cursor of another epoch answers RESET
 * @param ordinal number of the event within its revision, from 0
 */
public record EventCursor(int epoch, long revision, int ordinal) {
    void write(ByteSink out) {
        out.varint(epoch).varint(revision).varint(ordinal);
    }

    static EventCursor read(ByteSource in) {
        return new EventCursor(Wire.intVarint(in, "epoch"), in.varint(), Wire.intVarint(in, "ordinal"));
    }
}
