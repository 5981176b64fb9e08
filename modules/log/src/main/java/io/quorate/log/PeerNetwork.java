package io.quorate.log;

/**
 * How members reach each other. Messages may be lost, repeated, late and out of order. Thread: any. Never blocks: what does
 * not fit is dropped.
 */
public interface PeerNetwork {
    /** Two ways to each member, so that signs of life never queue behind data. */
    enum Lane {
        CONTROL,
        DATA
    }

    /** Sends a message of at most {@link PeerCodec#MAX_BYTES}; gives the bytes away. */
    void send(NodeId to, Lane lane, byte[] message);

    /** False when it has no address of the member, so that what is sent there is dropped. */
    default boolean hasAddressOf(NodeId node) {
        return true;
    }

    /**
     * Whether the node that would get a message has the data by which it is known. What a leader says rests on what was acknowledged
     * with those, and is not for others.
     */
    default boolean recognizes(NodeId node) {
        return true;
    }

    /** A network that reaches nobody, for a group of one. */
    static PeerNetwork none() {
        return (to, lane, message) -> {};
    }
}
