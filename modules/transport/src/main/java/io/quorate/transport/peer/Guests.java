package io.quorate.transport.peer;

import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The links of others that stand at this moment, and which ones may join them. Thread-safe. */
final class Guests {
    private final PeerOptions options;
    private final Map<Channel, Greeting.Hello> present = new LinkedHashMap<>();

    Guests(PeerOptions options) {
        this.options = options;
    }

    /** Why this link is not taken; empty when it is, until it {@linkplain #leave leaves}. */
    synchronized String enter(Channel channel, Greeting.Hello hello) {
        String refusal = refusal(hello);
        if (refusal.isEmpty()) {
            present.put(channel, hello);
        }
        return refusal;
    }

    synchronized void leave(Channel channel) {
        present.remove(channel);
    }

    private String refusal(Greeting.Hello hello) {
        if (!hello.clusterId().equals(options.clusterId())) {
            return "node " + hello.from() + " belongs to cluster " + hello.clusterId() + ", node " + options.self()
                    + " to cluster " + options.clusterId() + "; check cluster.members and data.directory of both";
        }
        if (!hello.to().equals(options.self())) {
            return "node " + hello.from() + " looks for node " + hello.to() + " where node " + options.self()
                    + " listens; correct cluster.members, or the node.id or peer.listen of this node";
        }
        if (hello.from().equals(options.self())) {
            return "another node has number " + options.self() + " too; give each its own node.id";
        }
        if (!hello.levels().overlaps(options.levels())) {
            boolean newer = hello.levels().oldest() > options.levels().newest();
            return "node " + hello.from() + " applies entries of kernel " + hello.levels() + ", node " + options.self()
                    + " those of kernel " + options.levels() + "; upgrade node "
                    + (newer ? options.self() : hello.from());
        }
        return present.values().stream()
                .filter(other -> other.from().equals(hello.from())
                        && !other.clientEndpoint().equals(hello.clientEndpoint()))
                .findFirst()
                .map(other -> "two nodes have number " + hello.from() + ": clients find one on "
                        + other.clientEndpoint() + ", the other on " + hello.clientEndpoint()
                        + "; give each its own node.id")
                .orElse("");
    }
}
