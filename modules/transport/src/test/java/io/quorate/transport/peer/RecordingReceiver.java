package io.quorate.transport.peer;

import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
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
    public void received(PeerCodec.Envelope envelope) {
        messages.add(envelope);
    }

    @Override
    public void unreachable(NodeId node) {
        unreachable.add(node);
    }

    /** Refused, by its number. */
    final Map<NodeId, String> refusals = new ConcurrentHashMap<>();

    @Override
    public String refusal(NodeId node, String directory) {
        return refusals.getOrDefault(node, "");
    }

    @Override
    public void introduced(NodeId node, String clientEndpoint, String peerEndpoint) {
        introduced.put(node, clientEndpoint + ", others on " + peerEndpoint);
    }
}
