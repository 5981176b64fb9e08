package io.quorate.transport.peer;

import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
import io.quorate.log.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers what came. */
final class RecordingReceiver implements PeerReceiver {
    final Queue<PeerCodec.Envelope> messages = new ConcurrentLinkedQueue<>();
    final Queue<NodeId> unreachable = new ConcurrentLinkedQueue<>();
    final Map<NodeId, String> introduced = new ConcurrentHashMap<>();

    /** Of the heartbeats that came. */
    List<Long> rounds() {
        return messages.stream()
                .map(envelope -> ((PeerMessage.SignOfLife) envelope.message())
                        .heartbeat()
                        .round())
                .toList();
    }

    @Override
    public void received(PeerCodec.Envelope envelope, String directory) {
        messages.add(envelope);
    }

    @Override
    public void unreachable(NodeId node) {
        unreachable.add(node);
    }

    /** What is held of nodes; of others that they have come for the first time. */
    final Map<NodeId, Standing> standings = new ConcurrentHashMap<>();

    /** What others said of this node. */
    final Map<NodeId, String> answers = new ConcurrentHashMap<>();

    private volatile boolean full;

    /** Nobody can be written down any more. */
    void fillDisk() {
        full = true;
    }

    @Override
    public Standing met(NodeId node, String directory) throws IOException {
        if (full) {
            throw new IOException("the disk is full");
        }
        return standings.getOrDefault(node, Standing.FIRST);
    }

    @Override
    public void answered(NodeId node, String directory, Standing ofThis) {
        answers.put(node, directory + ", " + ofThis);
    }

    @Override
    public void introduced(NodeId node, String clientEndpoint, String peerEndpoint) {
        introduced.put(node, clientEndpoint + ", others on " + peerEndpoint);
    }
}
