package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record of the write-ahead log.
 *
 * <pre>
 * 0 payload bytes u32 | 4 crc32c u32 of all the rest, seeded | 8 type u8, kind u8, 2 zeros | 12 group u32 | 16 term u64 |
 * 24 index u64 | 32 payload, then zeros up to a multiple of 8
 * </pre>
 *
 * Big-endian. What term, index and payload mean depends on the type.
 *
 * @param kind of an entry its {@link Entry.Kind}, 0 otherwise
 */
record WalRecord(Type type, int kind, int group, long term, long index, byte[] payload) {
    static final int HEADER_BYTES = 32;

    private static final int CRC_OFFSET = 4;
    private static final byte[] NONE = {};

    enum Type {
        /** An entry of the group's log. */
        ENTRY(1),
        /** Term; index is the commit; payload is the vote, 0 for none, and behind it the term in which the log was lost, if any. */
        HARD_STATE(2),
        /** A snapshot or state holds everything up to (term, index). */
        RELEASE(3),
        /** The entries from index on are void. */
        TRUNCATE(4),
        /** Payload is the configuration in force from index on, whose entry is not in the log any more or never was. */
        CONFIGURATION(5),
        /** At the head of a segment: index is the group's last entry before it. */
        LAST(6),
        /** The segment ends here; index is the sequence of the next one. */
        SEAL(7),
        /** A snapshot up to (term, index) is about to replace the state; payload is the configuration in force there. */
        INSTALLING(8);

        private static final Type[] ALL = values();

        /** On disk. */
        private final int code;

        Type(int code) {
            this.code = code;
        }

        static @Nullable Type of(int code) {
            for (Type type : ALL) {
                if (type.code == code) {
                    return type;
                }
            }
            return null;
        }
    }

    static WalRecord entry(int group, Entry entry) {
        return new WalRecord(Type.ENTRY, entry.kind().code(), group, entry.term(), entry.index(), entry.payload());
    }

    static WalRecord hardState(int group, HardState state) {
        boolean lost = state.lostIn() > 0;
        ByteBuffer payload =
                ByteBuffer.allocate(Integer.BYTES + (lost ? Long.BYTES : 0)).putInt(state.vote());
        if (lost) {
            payload.putLong(state.lostIn());
        }
        return new WalRecord(Type.HARD_STATE, 0, group, state.term(), state.commit(), payload.array());
    }

    static WalRecord release(int group, long index, long term) {
        return new WalRecord(Type.RELEASE, 0, group, term, index, NONE);
    }

    static WalRecord truncate(int group, long from) {
        return new WalRecord(Type.TRUNCATE, 0, group, 0, from, NONE);
    }

    static WalRecord configuration(int group, long index, Configuration configuration) {
        return new WalRecord(Type.CONFIGURATION, 0, group, 0, index, configuration.encode());
    }

    static WalRecord installing(int group, long index, long term, Configuration configuration) {
        return new WalRecord(Type.INSTALLING, 0, group, term, index, configuration.encode());
    }

    static WalRecord last(int group, long index) {
        return new WalRecord(Type.LAST, 0, group, 0, index, NONE);
    }

    static WalRecord seal(long nextSegment) {
        return new WalRecord(Type.SEAL, 0, 0, 0, nextSegment, NONE);
    }

    Entry toEntry() {
        return new Entry(index, term, Entry.Kind.of(kind), payload);
    }

    HardState toHardState() {
        ByteBuffer rest = ByteBuffer.wrap(payload);
        int vote = rest.getInt();
        return new HardState(term, vote, index, rest.hasRemaining() ? rest.getLong() : 0);
    }

    Configuration toConfiguration() {
        return Configuration.decode(payload);
    }

    /** Bytes on disk, padding included. */
    int bytes() {
        return bytes(payload.length);
    }

    static int bytes(int payloadBytes) {
        return (HEADER_BYTES + payloadBytes + 7) & ~7;
    }

    void write(ByteBuffer into, long seed) {
        int start = into.position();
        into.putInt(payload.length).putInt(0).putInt(type.code << 24 | kind << 16);
        into.putInt(group).putLong(term).putLong(index).put(payload);
        while (into.position() < start + bytes()) {
            into.put((byte) 0);
        }
        into.putInt(start + CRC_OFFSET, SeededCrc.of(seed, into, start, start + CRC_OFFSET, bytes()));
    }

    /** Reads the record at {@code start}; null when what is there is none of this seed. */
    static @Nullable WalRecord read(ByteBuffer from, int start, long seed) {
        int room = from.limit() - start;
        if (room < HEADER_BYTES) {
            return null;
        }
        int length = from.getInt(start);
        if (length < 0 || length > room - HEADER_BYTES || bytes(length) > room) {
            return null;
        }
        Type type = Type.of(from.get(start + 8));
        int crc = SeededCrc.of(seed, from, start, start + CRC_OFFSET, bytes(length));
        if (type == null || crc != from.getInt(start + CRC_OFFSET)) {
            return null;
        }
        byte[] payload = new byte[length];
        from.get(start + HEADER_BYTES, payload);
        return new WalRecord(
                type,
                from.get(start + 9),
                from.getInt(start + 12),
                from.getLong(start + 16),
                from.getLong(start + 24),
                payload);
    }
}
