package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;

/**
 * Final result of a call or query.
 *
 * @param revision of the command that answered, or of the state that was read; 0 when there is none
 * @param code empty for success, else an error code
 * @param message for people; empty for success
 * @param body the encoded reply; empty for an error
 */
public record Answer(Kind kind, long revision, String code, String message, byte[] body) {
    /** What the answer says of the call's effect. */
    public enum Kind {
        /** Applied; the body is the reply. */
        OK(0),
        /** Applied in its turn, and refused by apply without any change. */
        REFUSED(1),
        /** Applied, but this answer cannot give the reply: for instance cancelled after it took effect and undone. */
        UNDONE(2),
        /** Surely not applied, now or later. */
        NOT_APPLIED(3),
        /** Nothing is known any more. */
        UNKNOWN(4),
        /** Applied, but the reply is no longer to be had. */
        GONE(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new CodecException("answer kind " + number + " is unknown");
        }
    }

    /** A success. */
    public static Answer ok(long revision, byte[] body) {
        return new Answer(Kind.OK, revision, "", "", body);
    }

    public static Answer error(Kind kind, long revision, String code, String message) {
        return new Answer(kind, revision, code, message, new byte[0]);
    }

    void write(ByteSink out) {
        out.u8(kind.number).varint(revision).text(code).text(message).bytes(body);
    }

    static Answer read(ByteSource in) {
        return new Answer(
                Kind.of(in.u8()),
                in.varint(),
                in.text(ProtocolLimits.MAX_NAME_BYTES),
                in.text(ProtocolLimits.MAX_TEXT_BYTES),
                in.bytes(ProtocolLimits.MAX_FRAME_BYTES));
    }
}
