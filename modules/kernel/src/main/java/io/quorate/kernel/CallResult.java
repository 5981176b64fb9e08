package io.quorate.kernel;

import io.quorate.codec.CodecException;

/**
 * Final result of a call, kept until its session acknowledges it, or of a query.
 *
 * @param revision of the command that answered, or of the state that was read
 * @param code empty for success
 * @param message for people; empty for success
 * @param body the encoded reply; empty for an error
 */
public record CallResult(Kind kind, long revision, String code, String message, byte[] body) {
    /** What the result says of the call's effect. */
    public enum Kind {
        /** Applied; the body is the reply. */
        OK(0),
        /** Refused in its turn, without any change. */
        REFUSED(1),
        /** Took effect and was undone, since its caller had gone. */
        UNDONE(2),
        /** Surely never applied. */
        NOT_APPLIED(3),
        /** Nothing is known any more. */
        UNKNOWN(4),
        /** Applied, but the reply is no longer to be had. */
        GONE(5),
        /** Applied; the body is a {@link io.quorate.kernel.state.BodyQuery} that gives the reply. Never leaves the kernel. */
        READ(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Stands for the constant in rows. */
        public int number() {
            return number;
        }

        public static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new CodecException("result kind " + number + " is unknown");
        }
    }

    public static CallResult ok(long revision, byte[] body) {
        return new CallResult(Kind.OK, revision, "", "", body);
    }

    public static CallResult of(Kind kind, long revision, Problem problem) {
        return new CallResult(kind, revision, problem.code(), problem.message(), new byte[0]);
    }
}
