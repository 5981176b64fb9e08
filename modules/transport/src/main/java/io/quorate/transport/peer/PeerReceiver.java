package io.quorate.transport.peer;

import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import java.io.IOException;

/** Takes what comes from other nodes. Thread: any of the I/O threads; must not block. */
public interface PeerReceiver {
    /**
     * A message of a node whose link was greeted; its sender and receiver are what the link says.
     *
     * @param directory tells the sender's data from any other
     */
    void received(PeerCodec.Envelope envelope, String directory);

    /** The way to a node has broken, and what was sent last may be lost. */
    void unreachable(NodeId node);

    /**
     * A node has come with this data. May write a few bytes to the disk, the first time that a node is seen.
     *
     * @return why not all that it says will be believed; empty when it is known by this data, which is not forgotten
     * @throws IOException that cannot be written down; the link is not taken
     */
    String met(NodeId node, String directory) throws IOException;

    /**
     * Another node has taken a link of this one.
     *
     * @param directory tells its data from any other
     * @param doubt why it does not believe all that this node says; empty when it knows this node by its data
     */
    void answered(NodeId node, String directory, String doubt);

    /** A node that is known by its data has told where clients and the other nodes find it, each as host:port. */
    void introduced(NodeId node, String clientEndpoint, String peerEndpoint);
}
