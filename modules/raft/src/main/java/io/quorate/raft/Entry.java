package io.quorate.raft;

/**
 * One entry of the log.
 *
 * @param index position; the first is 1 and there are no gaps
 * @param term of the leader that made it
 * @param payload of a command what was proposed, of a configuration its {@linkplain Configuration#encode bytes}; not to be
 *     changed
 */
public record Entry(long index, long term, Kind kind, byte[] payload) {
    /** Counted for each entry on top of its payload, in bytes. */
    private static final int OVERHEAD_BYTES = 64;

    /** What an entry is for. */
    public enum Kind {
        /** Opens a term. */
        NOOP(1),
        COMMAND(2),
        CONFIGURATION(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Stands for the kind on disk and wire. */
        public int code() {
            return code;
        }

        /**
         * The kind that a code stands for.
         *
         * @throws IllegalArgumentException when there is none
         */
        public static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("entry kind " + code + " is unknown");
        }
    }

    public static Entry command(long index, long term, byte[] payload) {
        return new Entry(index, term, Kind.COMMAND, payload);
    }

    public static Entry noop(long index, long term) {
        return new Entry(index, term, Kind.NOOP, new byte[0]);
    }

    public static Entry configuration(long index, long term, Configuration configuration) {
        return new Entry(index, term, Kind.CONFIGURATION, configuration.encode());
    }

    /** The configuration in force from this entry on, of an entry of that kind. */
    public Configuration toConfiguration() {
        return Configuration.decode(payload);
    }

    /** Memory that it counts for, in bytes. */
    public int bytes() {
        return payload.length + OVERHEAD_BYTES;
    }
}
