package io.quorate.transport.peer;

import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers what came. */
final class RecordingReceiver implements PeerReceiver {
    /** A doubt that stands for a disk that fails. */
    static final String UNWRITABLE = "the disk is full";

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

    /** What is doubted of a node. */
    final Map<NodeId, String> doubts = new ConcurrentHashMap<>();

    /** What others said of this node. */
    final Map<NodeId, String> answers = new ConcurrentHashMap<>();

    @Override
    public String met(NodeId node, String directory) throws IOException {
        String doubt = doubts.getOrDefault(node, "");
        if (doubt.equals(UNWRITABLE)) {
            throw new IOException(UNWRITABLE);
        }
        return doubt;
    }

    @Override
    public void answered(NodeId node, String directory, String doubt) {
        answers.put(node, directory + (doubt.isEmpty() ? "" : ", doubts: " + doubt));
    }

    @Override
    public void introduced(NodeId node, String clientEndpoint, String peerEndpoint) {
        introduced.put(node, clientEndpoint + ", others on " + peerEndpoint);
    }
}
