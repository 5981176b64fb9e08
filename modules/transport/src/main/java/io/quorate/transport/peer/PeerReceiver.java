package io.quorate.transport.peer;

import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;

/** Takes what comes from other nodes. Thread: any of the I/O threads; must not block. */
public interface PeerReceiver {
    /** A message of a node whose link was greeted; its sender and receiver are what the link says. */
    void received(PeerCodec.Envelope envelope);

    /** The way to a node has broken, and what was sent last may be lost. */
    void unreachable(NodeId node);

    /**
     * Why a node with this data is not to be let in; empty when it is. A node that lost its log may have promised what it knows
     * nothing of. May write a few bytes to the disk, the first time that a node is seen.
     */
    String refusal(NodeId node, String directory);

    /** A node has told where clients and the other nodes find it, each as host:port. */
    void introduced(NodeId node, String clientEndpoint, String peerEndpoint);
}
