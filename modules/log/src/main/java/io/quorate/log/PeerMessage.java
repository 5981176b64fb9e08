package io.quorate.log;

import io.quorate.raft.Message;

/** What one member sends another. */
public sealed interface PeerMessage {
    int from();

    int to();

    /** Of the consensus, all but its heartbeats. */
    record Consensus(Message message) implements PeerMessage {
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
        public int from() {
            return heartbeat.from();
        }

        @Override
        public int to() {
            return heartbeat.to();
        }
    }

    /**
     * A part of a snapshot.
     *
     * @param snapshot what the whole stands for
     * @param number of this part, from 0 on
     * @param last no part follows
     * @param crc of the bytes
     */
    record Chunk(Message.Snapshot snapshot, int number, boolean last, int crc, byte[] bytes) implements PeerMessage {
        @Override
        public int from() {
            return snapshot.from();
        }

        @Override
        public int to() {
            return snapshot.to();
        }
    }

    /** A member asks the leader for a snapshot, though it has the log. */
    record SnapshotWanted(int from, int to) implements PeerMessage {}

    /**
     * The part, and all before it, have been taken.
     *
     * @param number {@link #NONE} when another part came, but what was taken before is gone
     */
    record ChunkTaken(int from, int to, long index, int number) implements PeerMessage {
        static final int NONE = -1;
    }
}
