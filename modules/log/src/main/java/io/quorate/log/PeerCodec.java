package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.Message;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages between members as bytes, big-endian.
 *
 * <pre>
 * 0 format u8 | 1 type u8 | 2 group u32 | 6 from u32 | 10 to u32 | 14 term u64 | 22 what the type has
 * </pre>
 */
public final class PeerCodec {
    /** Raised when the layout changes; another one is refused. */
    public static final int FORMAT = 1;

    /** Longest message: one entry of any size, or several that fit into one message, and what is around them. */
    public static final int MAX_BYTES = ReplicatedLog.MAX_PAYLOAD_BYTES + 1024 * 1024;

    private static final int HEAD_BYTES = 22;
    private static final int ENTRY_HEAD_BYTES = 13;
    private static final int MAX_ENTRIES = 1 << 20;

    private static final int APPEND = 1;
    private static final int ACCEPTED = 2;
    private static final int REJECTED = 3;
    private static final int HEARTBEAT = 4;
    private static final int HEARTBEAT_REPLY = 5;
    private static final int VOTE_REQUEST = 6;
    private static final int VOTE_REPLY = 7;
    private static final int TIMEOUT_NOW = 8;
    private static final int READ_REQUEST = 9;
    private static final int READ_REPLY = 10;
    private static final int SNAPSHOT = 11;
    private static final int FORWARD = 12;
    private static final int CHUNK = 13;
    private static final int CHUNK_TAKEN = 14;
    private static final int SNAPSHOT_WANTED = 15;
    private static final int SNAPSHOT_ASKED = 16;
    private static final int SNAPSHOT_GIVEN = 17;

    /** A message and the group that it is for. */
    public record Envelope(int group, PeerMessage message) {}

    private PeerCodec() {}

    static byte[] encode(int group, PeerMessage message) {
        ByteBuffer whole = write(group, message);
        if (whole.arrayOffset() != 0 || whole.hasRemaining()) {
            throw new IllegalStateException("a message of another size than planned: " + message);
        }
        return whole.array();
    }

    private static ByteBuffer write(int group, PeerMessage message) {
        if (message instanceof PeerMessage.Consensus consensus) {
            return write(group, consensus.message());
        } else if (message instanceof PeerMessage.SignOfLife sign) {
            return head(HEARTBEAT, group, sign.heartbeat(), 24)
                    .putLong(sign.heartbeat().commit())
                    .putLong(sign.heartbeat().round())
                    .putLong(sign.announced());
        } else if (message instanceof PeerMessage.Chunk chunk) {
            Message.Snapshot snapshot = chunk.snapshot();
            byte[] configuration = snapshot.configuration().encode();
            int more = 41 + configuration.length + chunk.bytes().length;
            return head(CHUNK, group, chunk.from(), chunk.to(), snapshot.term(), more)
                    .putInt(snapshot.from())
                    .putLong(snapshot.index())
                    .putLong(snapshot.entryTerm())
                    .putInt(configuration.length)
                    .put(configuration)
                    .putInt(chunk.number())
                    .put(flag(chunk.last()))
                    .putInt(chunk.answers())
                    .putInt(chunk.crc())
                    .putInt(chunk.bytes().length)
                    .put(chunk.bytes());
        } else if (message instanceof PeerMessage.SnapshotWanted wanted) {
            return head(SNAPSHOT_WANTED, group, wanted.from(), wanted.to(), 0, 0);
        } else if (message instanceof PeerMessage.SnapshotAsked asked) {
            return head(SNAPSHOT_ASKED, group, asked.from(), asked.to(), asked.term(), 20)
                    .putLong(asked.attempt())
                    .putInt(asked.node())
                    .putLong(asked.least());
        } else if (message instanceof PeerMessage.SnapshotGiven given) {
            return head(SNAPSHOT_GIVEN, group, given.from(), given.to(), given.term(), 20)
                    .putLong(given.attempt())
                    .putInt(given.node())
                    .putLong(given.index());
        } else {
            PeerMessage.ChunkTaken taken = (PeerMessage.ChunkTaken) message;
            return head(CHUNK_TAKEN, group, taken.from(), taken.to(), 0, 16 + taken.answer().length)
                    .putLong(taken.index())
                    .putInt(taken.number())
                    .putInt(taken.answer().length)
                    .put(taken.answer());
        }
    }

    private static ByteBuffer write(int group, Message message) {
        if (message instanceof Message.Append append) {
            ByteBuffer to = head(APPEND, group, append, 28 + bytesOf(append.entries()));
            to.putLong(append.previousIndex()).putLong(append.previousTerm()).putLong(append.commit());
            to.putInt(append.entries().size());
            for (Entry entry : append.entries()) {
                to.putLong(entry.term()).put((byte) entry.kind().code()).putInt(entry.payload().length);
                to.put(entry.payload());
            }
            return to;
        } else if (message instanceof Message.Accepted accepted) {
            return head(ACCEPTED, group, message, 8).putLong(accepted.index());
        } else if (message instanceof Message.Rejected rejected) {
            return head(REJECTED, group, message, 24)
                    .putLong(rejected.previousIndex())
                    .putLong(rejected.hintIndex())
                    .putLong(rejected.hintTerm());
        } else if (message instanceof Message.HeartbeatReply reply) {
            return head(HEARTBEAT_REPLY, group, message, 8).putLong(reply.round());
        } else if (message instanceof Message.VoteRequest request) {
            return head(VOTE_REQUEST, group, message, 18)
                    .putLong(request.lastIndex())
                    .putLong(request.lastTerm())
                    .put(flag(request.pre()))
                    .put(flag(request.ordered()));
        } else if (message instanceof Message.VoteReply reply) {
            return head(VOTE_REPLY, group, message, 2)
                    .put(flag(reply.granted()))
                    .put(flag(reply.pre()));
        } else if (message instanceof Message.TimeoutNow) {
            return head(TIMEOUT_NOW, group, message, 0);
        } else if (message instanceof Message.ReadRequest request) {
            return head(READ_REQUEST, group, message, 8).putLong(request.id());
        } else if (message instanceof Message.ReadReply reply) {
            return head(READ_REPLY, group, message, 16).putLong(reply.id()).putLong(reply.index());
        } else if (message instanceof Message.Forward forward) {
            return head(FORWARD, group, message, 4 + forward.payload().length)
                    .putInt(forward.payload().length)
                    .put(forward.payload());
        } else {
            Message.Snapshot snapshot = (Message.Snapshot) message;
            byte[] configuration = snapshot.configuration().encode();
            return head(SNAPSHOT, group, message, 16 + configuration.length)
                    .putLong(snapshot.index())
                    .putLong(snapshot.entryTerm())
                    .put(configuration);
        }
    }

    private static ByteBuffer head(int type, int group, Message message, int moreBytes) {
        return head(type, group, message.from(), message.to(), message.term(), moreBytes);
    }

    private static ByteBuffer head(int type, int group, int from, int to, long term, int moreBytes) {
        return ByteBuffer.allocate(HEAD_BYTES + moreBytes)
                .put((byte) FORMAT)
                .put((byte) type)
                .putInt(group)
                .putInt(from)
                .putInt(to)
                .putLong(term);
    }

    private static int bytesOf(List<Entry> entries) {
        return entries.stream()
                .mapToInt(entry -> ENTRY_HEAD_BYTES + entry.payload().length)
                .sum();
    }

    private static byte flag(boolean set) {
        return (byte) (set ? 1 : 0);
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when the bytes are none of this format
     */
    public static Envelope decode(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        try {
            int format = from.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "a message of format " + format + ", this release knows format " + FORMAT);
            }
            int type = from.get();
            int group = from.getInt();
            PeerMessage message = decode(type, from.getInt(), from.getInt(), from.getLong(), from);
            if (from.hasRemaining()) {
                throw new IllegalArgumentException(from.remaining() + " bytes follow a message of type " + type);
            }
            return new Envelope(group, message);
        } catch (BufferUnderflowException ends) {
            throw new IllegalArgumentException("a message of " + bytes.length + " bytes ends early", ends);
        }
    }

    private static PeerMessage decode(int type, int sender, int receiver, long term, ByteBuffer from) {
        return switch (type) {
            case HEARTBEAT ->
                new PeerMessage.SignOfLife(
                        new Message.Heartbeat(sender, receiver, term, from.getLong(), from.getLong()), from.getLong());
            case CHUNK -> chunk(sender, receiver, term, from);
            case CHUNK_TAKEN ->
                new PeerMessage.ChunkTaken(sender, receiver, from.getLong(), from.getInt(), answer(from));
            case SNAPSHOT_WANTED -> new PeerMessage.SnapshotWanted(sender, receiver);
            case SNAPSHOT_ASKED -> asked(sender, receiver, term, from);
            case SNAPSHOT_GIVEN -> given(sender, receiver, term, from);
            default -> new PeerMessage.Consensus(consensus(type, sender, receiver, term, from));
        };
    }

    private static PeerMessage asked(int sender, int receiver, long term, ByteBuffer from) {
        PeerMessage.SnapshotAsked asked =
                new PeerMessage.SnapshotAsked(sender, receiver, term, from.getLong(), from.getInt(), from.getLong());
        if (asked.attempt() < 1 || asked.node() < 1 || asked.least() < 0) {
            throw new IllegalArgumentException("asks at attempt " + asked.attempt() + " for a snapshot of entry "
                    + asked.least() + " for node " + asked.node());
        }
        if (asked.node() == sender || asked.node() == receiver) {
            throw new IllegalArgumentException("node " + sender + " asks node " + receiver + " for a snapshot for node "
                    + asked.node() + ", which is one of the two");
        }
        return asked;
    }

    private static PeerMessage given(int sender, int receiver, long term, ByteBuffer from) {
        PeerMessage.SnapshotGiven given =
                new PeerMessage.SnapshotGiven(sender, receiver, term, from.getLong(), from.getInt(), from.getLong());
        if (given.index() < PeerMessage.SnapshotGiven.UNDER_WAY) {
            throw new IllegalArgumentException("a snapshot up to entry " + given.index() + " was given");
        }
        return given;
    }

    private static PeerMessage chunk(int sender, int receiver, long term, ByteBuffer from) {
        int leader = from.getInt();
        if (leader < 1 || leader == receiver) {
            throw new IllegalArgumentException(
                    "a part of a snapshot for node " + receiver + " in the name of node " + leader);
        }
        long index = from.getLong();
        long entryTerm = from.getLong();
        Configuration configuration = Configuration.decode(payload(from));
        Message.Snapshot snapshot = snapshot(leader, receiver, term, index, entryTerm, configuration);
        return new PeerMessage.Chunk(
                sender, snapshot, from.getInt(), from.get() == 1, from.getInt(), from.getInt(), payload(from));
    }

    private static Message consensus(int type, int sender, int receiver, long term, ByteBuffer from) {
        return switch (type) {
            case APPEND -> append(sender, receiver, term, from);
            case ACCEPTED -> new Message.Accepted(sender, receiver, term, from.getLong());
            case REJECTED ->
                new Message.Rejected(sender, receiver, term, from.getLong(), from.getLong(), from.getLong());
            case HEARTBEAT_REPLY -> new Message.HeartbeatReply(sender, receiver, term, from.getLong());
            case VOTE_REQUEST ->
                new Message.VoteRequest(
                        sender, receiver, term, from.getLong(), from.getLong(), from.get() == 1, from.get() == 1);
            case VOTE_REPLY -> new Message.VoteReply(sender, receiver, term, from.get() == 1, from.get() == 1);
            case TIMEOUT_NOW -> new Message.TimeoutNow(sender, receiver, term);
            case READ_REQUEST -> new Message.ReadRequest(sender, receiver, term, from.getLong());
            case READ_REPLY -> new Message.ReadReply(sender, receiver, term, from.getLong(), from.getLong());
            case FORWARD -> new Message.Forward(sender, receiver, term, forwarded(from));
            case SNAPSHOT -> snapshot(sender, receiver, term, from);
            default -> throw new IllegalArgumentException("message type " + type + " is unknown");
        };
    }

    private static Message append(int sender, int receiver, long term, ByteBuffer from) {
        long previousIndex = from.getLong();
        long previousTerm = from.getLong();
        long commit = from.getLong();
        int count = from.getInt();
        if (count < 0 || count > MAX_ENTRIES || count > from.remaining() / ENTRY_HEAD_BYTES) {
            throw new IllegalArgumentException("a message that claims " + count + " entries");
        }
        if (previousIndex < 0 || previousTerm < 0 || previousIndex > Long.MAX_VALUE - count) {
            throw new IllegalArgumentException("entries behind entry " + previousIndex + " of term " + previousTerm);
        }
        List<Entry> entries = new ArrayList<>(count);
        long newest = previousTerm;
        for (int i = 1; i <= count; i++) {
            Entry entry = entry(previousIndex + i, from);
            if (entry.term() < newest || entry.term() > term) {
                throw new IllegalArgumentException("entry " + entry.index() + " of term " + entry.term()
                        + " behind one of term " + newest + " in a message of term " + term);
            }
            newest = entry.term();
            entries.add(entry);
        }
        return new Message.Append(sender, receiver, term, previousIndex, previousTerm, entries, commit);
    }

    /** What has no meaning is refused here: further in it would be a fault of this node. */
    private static Entry entry(long index, ByteBuffer from) {
        Entry entry = new Entry(index, from.getLong(), Entry.Kind.of(from.get()), payload(from));
        switch (entry.kind()) {
            case COMMAND -> require(entry.payload().length > 0, index, "is a command without a payload");
            case NOOP -> require(entry.payload().length == 0, index, "has a payload where none is allowed");
            case CONFIGURATION -> entry.toConfiguration();
        }
        return entry;
    }

    private static byte[] forwarded(ByteBuffer from) {
        byte[] payload = payload(from);
        if (payload.length == 0 || payload.length > ReplicatedLog.MAX_FORWARD_BYTES) {
            throw new IllegalArgumentException("a forwarded payload of " + payload.length + " bytes, allowed are 1 to "
                    + ReplicatedLog.MAX_FORWARD_BYTES);
        }
        return payload;
    }

    private static byte[] answer(ByteBuffer from) {
        byte[] answer = payload(from);
        if (answer.length > SnapshotReceiver.MAX_ANSWER_BYTES) {
            throw new IllegalArgumentException(
                    "an answer of " + answer.length + " bytes, allowed are " + SnapshotReceiver.MAX_ANSWER_BYTES);
        }
        return answer;
    }

    private static void require(boolean valid, long index, String otherwise) {
        if (!valid) {
            throw new IllegalArgumentException("entry " + index + " " + otherwise);
        }
    }

    private static byte[] payload(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("an entry that claims " + length + " bytes");
        }
        byte[] payload = new byte[length];
        from.get(payload);
        return payload;
    }

    private static Message snapshot(int sender, int receiver, long term, ByteBuffer from) {
        long index = from.getLong();
        long entryTerm = from.getLong();
        byte[] configuration = new byte[from.remaining()];
        from.get(configuration);
        return snapshot(sender, receiver, term, index, entryTerm, Configuration.decode(configuration));
    }

    private static Message.Snapshot snapshot(
            int sender, int receiver, long term, long index, long entryTerm, Configuration configuration) {
        if (index < 1 || entryTerm < 1 || entryTerm > term) {
            throw new IllegalArgumentException(
                    "a snapshot up to entry " + index + " of term " + entryTerm + " in a message of term " + term);
        }
        return new Message.Snapshot(sender, receiver, term, index, entryTerm, configuration);
    }
}
