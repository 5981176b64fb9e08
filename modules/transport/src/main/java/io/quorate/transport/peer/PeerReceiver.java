package io.quorate.transport.peer;

import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.Standing;
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
     * @return what is held of it from now on, also after a crash; what a node promises that is doubted is not believed
     * @throws IOException that cannot be written down; the link is not taken
     */
    Standing met(NodeId node, String directory) throws IOException;

    /**
     * Another node has taken a link of this one.
     *
     * @param directory tells its data from any other
     * @param ofThis what it holds of this node
     */
    void answered(NodeId node, String directory, Standing ofThis);

    /** A node that is known by its data has told where clients and the other nodes find it, each as host:port. */
    void introduced(NodeId node, String clientEndpoint, String peerEndpoint);
}
