package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;

/**
 * Place in the stream of events: everything up to and including it has been seen.
 *
 * @param group whose revision it is
 * @param epoch restore epoch; a cursor of another epoch answers RESET
 * @param ordinal number of the event within its revision, from 0
 */
public record EventCursor(int group, int epoch, long revision, int ordinal) {
    /** In {@link ProtocolLimits#GROUP}. */
    public EventCursor(int epoch, long revision, int ordinal) {
        this(ProtocolLimits.GROUP, epoch, revision, ordinal);
    }

    void write(ByteSink out) {
        out.varint(group).varint(epoch).varint(revision).varint(ordinal);
    }

    static EventCursor read(ByteSource in) {
        return new EventCursor(Wire.group(in), Wire.intVarint(in, "epoch"), in.varint(), Wire.intVarint(in, "ordinal"));
    }
}
