package io.quorate.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One record of the write-ahead log.
 *
 * <pre>
 * 0 payload bytes u32 | 4 crc32c u32 of all the rest, seeded | 8 type u8, 3 zeros | 12 group u32 | 16 term u64 |
 * 24 index u64 | 32 payload, then zeros up to a multiple of 8
 * </pre>
 *
 * Big-endian. What term, index and payload mean depends on the type.
 */
record WalRecord(Type type, int group, long term, long index, byte[] payload) {
    static final int HEADER_BYTES = 32;

    private static final int CRC_OFFSET = 4;
    private static final byte[] NONE = {};

    enum Type {
        /** An entry of the group's log. */
        ENTRY(1),
        /** Term; index is the commit; payload is the vote, 0 for none. */
        HARD_STATE(2),
        /** A snapshot or state holds everything up to (term, index). */
        RELEASE(3),
        /** The entries from index on are void. */
        TRUNCATE(4),
        /** Payload is the membership in force from index on. */
        MEMBERSHIP(5),
        /** At the head of a segment: index is the group's last entry before it. */
        LAST(6),
        /** The segment ends here; index is the sequence of the next one. */
        SEAL(7);

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

    static WalRecord entry(int group, LogEntry entry) {
        return new WalRecord(Type.ENTRY, group, entry.term(), entry.index(), entry.payload());
    }

    static WalRecord hardState(int group, HardState state) {
        int vote = state.vote().map(NodeId::value).orElse(0);
        byte[] payload = ByteBuffer.allocate(Integer.BYTES).putInt(vote).array();
        return new WalRecord(Type.HARD_STATE, group, state.term(), state.commit(), payload);
    }

    static WalRecord release(int group, long index, long term) {
        return new WalRecord(Type.RELEASE, group, term, index, NONE);
    }

    static WalRecord truncate(int group, long from) {
        return new WalRecord(Type.TRUNCATE, group, 0, from, NONE);
    }

    static WalRecord membership(int group, long index, Membership membership) {
        int nodes = membership.voters().size() + membership.learners().size();
        ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES * (2 + nodes));
        put(payload, membership.voters());
        put(payload, membership.learners());
        return new WalRecord(Type.MEMBERSHIP, group, 0, index, payload.array());
    }

    static WalRecord last(int group, long index) {
        return new WalRecord(Type.LAST, group, 0, index, NONE);
    }

    static WalRecord seal(long nextSegment) {
        return new WalRecord(Type.SEAL, 0, 0, nextSegment, NONE);
    }

    LogEntry toEntry() {
        return new LogEntry(index, term, payload);
    }

    HardState toHardState() {
        int vote = ByteBuffer.wrap(payload).getInt();
        return new HardState(term, vote == 0 ? Optional.empty() : Optional.of(new NodeId(vote)), index);
    }

    Membership toMembership() {
        ByteBuffer from = ByteBuffer.wrap(payload);
        return new Membership(nodes(from), nodes(from));
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
        into.putInt(payload.length).putInt(0).putInt(type.code << 24);
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
                type, from.getInt(start + 12), from.getLong(start + 16), from.getLong(start + 24), payload);
    }

    private static void put(ByteBuffer into, SortedSet<NodeId> nodes) {
        into.putInt(nodes.size());
        nodes.forEach(node -> into.putInt(node.value()));
    }

    private static SortedSet<NodeId> nodes(ByteBuffer from) {
        SortedSet<NodeId> nodes = new TreeSet<>();
        for (int left = from.getInt(); left > 0; left--) {
            nodes.add(new NodeId(from.getInt()));
        }
        return nodes;
    }
}
