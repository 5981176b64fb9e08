package io.quorate.log;

import io.quorate.raft.Message;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What one member sends another. */
public sealed interface PeerMessage {
    int from();

    int to();

    /** Whether only a leader says it, and because of what the receiver has acknowledged. */
    default boolean isOfLeader() {
        return false;
    }

    /** Whether it counts because of what the sender has on its disk. */
    default boolean isPromise() {
        return false;
    }

    /** Of the consensus, all but its heartbeats. */
    record Consensus(Message message) implements PeerMessage {
        @Override
        public boolean isOfLeader() {
            return message instanceof Message.Append
                    || message instanceof Message.TimeoutNow
                    || message instanceof Message.ReadReply;
        }

        @Override
        public boolean isPromise() {
            return message instanceof Message.Accepted
                    || message instanceof Message.Rejected
                    || message instanceof Message.HeartbeatReply
                    || message instanceof Message.VoteReply;
        }

        @Override
        public int from() {
            return message.from();
        }

        @Override
        public int to() {
            return message.to();
        }
    }

    /**
     * A leader's sign of life.
     *
     * @param announced see {@link ReplicatedLog#announce}
     */
    record SignOfLife(Message.Heartbeat heartbeat, long announced) implements PeerMessage {
        @Override
        public boolean isOfLeader() {
            return true;
        }

        @Override
        public int from() {
            return heartbeat.from();
        }

        @Override
        public int to() {
            return heartbeat.to();
        }
    }

    /**
     * A part of a snapshot, which any member may send for the leader.
     *
     * @param from whoever sends it, and is answered
     * @param snapshot what the whole stands for; a message of the leader
     * @param number of this part, from 0 on
     * @param last no part follows
     * @param answers {@link #sum} of the answers to all parts before, which this one may depend on
     * @param crc of the bytes
     */
    record Chunk(int from, Message.Snapshot snapshot, int number, boolean last, int answers, int crc, byte[] bytes)
            implements PeerMessage {
        @Override
        public boolean isOfLeader() {
            return true;
        }

        /** Of no answers. */
        static final int NO_ANSWERS = 0;

        /** Of some answers and the next one. */
        static int sum(int answers, byte[] next) {
            CRC32C crc = new CRC32C();
            crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(answers).flip());
            crc.update(next);
            return (int) crc.getValue();
        }

        static int checksum(byte[] bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            return (int) crc.getValue();
        }

        @Override
        public int to() {
            return snapshot.to();
        }
    }

    /** A member asks the leader for a snapshot, though it has the log. */
    record SnapshotWanted(int from, int to) implements PeerMessage {}

    /**
     * The leader asks a member to bring up another one.
     *
     * @param attempt numbers what this leader asks for in its term, from 1 on; the same when it asks again
     * @param node to be brought up
     * @param least entry up to which the state must go to be of use
     */
    record SnapshotAsked(int from, int to, long term, long attempt, int node, long least) implements PeerMessage {
        @Override
        public boolean isOfLeader() {
            return true;
        }
    }

    /**
     * How it stands with what was asked for.
     *
     * @param term and attempt, as they were asked for
     * @param index last entry that the node has now; 0 when the sender has not brought it up and will not, {@link #UNDER_WAY}
     *     while it does
     */
    record SnapshotGiven(int from, int to, long term, long attempt, int node, long index) implements PeerMessage {
        static final long UNDER_WAY = -1;

        @Override
        public boolean isPromise() {
            return true;
        }
    }

    /**
     * The part, and all before it, have been taken.
     *
     * @param number {@link #NONE} when another part came, but what was taken before is gone
     * @param answer of the listener to the part
     */
    record ChunkTaken(int from, int to, long index, int number, byte[] answer) implements PeerMessage {
        static final int NONE = -1;

        @Override
        public boolean isPromise() {
            return true;
        }
    }
}
