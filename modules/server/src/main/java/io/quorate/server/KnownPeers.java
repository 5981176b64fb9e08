package io.quorate.server;

import io.quorate.log.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which data every other node came with first. A node that comes with other data has lost its log: it may have voted and
 * acknowledged what it knows nothing of any more, and must not take part under its old number. Thread-safe.
 *
 * <p>Kept in the file {@code peers}, a line for each node: its number, a space, the id of its data directory.
 */
final class KnownPeers {
    static final String FILE = "peers";

    private final DataDirectory data;
    private final TreeMap<NodeId, String> directories = new TreeMap<>();

    private KnownPeers(DataDirectory data) {
        this.data = data;
    }

    static KnownPeers read(DataDirectory data) throws IOException, StartException {
        KnownPeers peers = new KnownPeers(data);
        String text = new String(data.read(FILE).orElse(new byte[0]), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            if (!line.matches("\\d{1,5} \\S+")) {
                throw new StartException("the file '" + FILE + "' of the data directory is damaged at '" + line
                        + "'; restore it from a copy, or delete it when no other node has lost its data");
            }
            String[] words = line.split(" ", 2);
            peers.directories.put(new NodeId(Integer.parseInt(words[0])), words[1]);
        }
        return peers;
    }

    /** Whether no other node ever came. */
    synchronized boolean isEmpty() {
        return directories.isEmpty();
    }

    /** Why a node with this data is not to be let in; empty when it is. */
    synchronized String refusal(NodeId node, String directory) {
        String known = directories.get(node);
        if (known == null) {
            return remember(node, directory);
        }
        return known.equals(directory)
                ? ""
                : "node " + node
                        + " has come with another data directory than before: its log is lost, and what it promised"
                        + " with it; bring the old directory back, or take the node out with `quorate cluster remove "
                        + node + "` and add it under a new number";
    }

    private String remember(NodeId node, String directory) {
        directories.put(node, directory);
        StringBuilder text = new StringBuilder();
        for (Map.Entry<NodeId, String> each : directories.entrySet()) {
            text.append(each.getKey()).append(' ').append(each.getValue()).append('\n');
        }
        try {
            data.write(FILE, text.toString().getBytes(StandardCharsets.UTF_8));
            return "";
        } catch (IOException failure) {
            directories.remove(node);
            return "this node cannot write down who node " + node + " is: " + Reason.of(failure);
        }
    }
}
