package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which data every other node has: those with which it came first, or on which the members have agreed since. A node that comes with
 * other data has lost its log: it may have voted and acknowledged what it knows nothing of any more, so that its votes and
 * acknowledgements are not believed. What it says as a leader is, since others have elected it; and a leader says nothing to it, since
 * that would rest on what the lost data acknowledged. Thread-safe.
 *
 * <p>Kept in the file {@code peers}, a line for each node: its number, a space, the id of its data directory.
 */
public final class KnownPeers {
    public static final String FILE = "peers";

    /** Nodes that are remembered because they came with other data. */
    private static final int MAX_DOUBTED = 64;

    private final Disk disk;
    private final TreeMap<NodeId, String> known = new TreeMap<>();
    private final TreeMap<NodeId, String> doubted = new TreeMap<>();

    private KnownPeers(Disk disk) {
        this.disk = disk;
    }

    /**
     * Reads what was kept. Blocks for the disk.
     *
     * @param disk the data directory, which is used later, too
     * @throws IOException the disk fails, or the file is damaged, which the message says
     */
    public static KnownPeers read(Disk disk) throws IOException {
        KnownPeers peers = new KnownPeers(disk);
        if (disk.list().contains(FILE)) {
            String text = new String(WholeFile.read(disk, FILE), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                if (!line.matches("\\d{1,5} \\S+")) {
                    throw new IOException("the file '" + FILE + "' in " + disk.location() + " is damaged at '" + line
                            + "'; restore it from a copy, or delete it when no other node has lost its data");
                }
                String[] words = line.split(" ", 2);
                peers.known.put(new NodeId(Integer.parseInt(words[0])), words[1]);
            }
        }
        return peers;
    }

    /**
     * A node has come. Writes a few bytes to the disk the first time that it does.
     *
     * @return why its votes and acknowledgements are not believed; empty when they are
     * @throws IOException it cannot be written down, and is as before
     */
    public synchronized String meet(NodeId node, String directory) throws IOException {
        String before = known.get(node);
        if (before == null) {
            write(node, directory);
            return "";
        }
        if (before.equals(directory)) {
            doubted.remove(node);
            return "";
        }
        if (doubted.size() < MAX_DOUBTED || doubted.containsKey(node)) {
            doubted.put(node, directory);
        }
        return "node " + node
                + " has come with another data directory than before: its log is lost, and what it promised with it."
                + " Once the members agree, without it, it begins anew; when most of them have lost theirs, see `quorate recover`";
    }

    /**
     * The members have agreed on the data of these nodes. Blocks for the disk when that is news.
     *
     * @return nodes that have other data from now on than they came with before
     * @throws IOException it is not known yet, and is to be told again
     */
    public synchronized SortedSet<NodeId> agreed(SortedMap<NodeId, String> directories) throws IOException {
        TreeSet<NodeId> others = new TreeSet<>();
        for (Map.Entry<NodeId, String> each : directories.entrySet()) {
            String before = known.getOrDefault(each.getKey(), "");
            if (!each.getValue().equals(before)) {
                write(each.getKey(), each.getValue());
                doubted.remove(each.getKey());
                if (!before.isEmpty()) {
                    others.add(each.getKey());
                }
            }
        }
        return others;
    }

    /** Whether a message counts that comes from a node with this data. */
    public boolean believe(PeerMessage message, String directory) {
        return message.isOfLeader()
                || of(new NodeId(message.from())).filter(directory::equals).isPresent();
    }

    /** By which data a node is known; empty before it has come. */
    public synchronized Optional<String> of(NodeId node) {
        return Optional.ofNullable(known.get(node));
    }

    /** The data of those that are believed. */
    public synchronized SortedMap<NodeId, String> known() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(known));
    }

    /** The data with which nodes came that are not believed. */
    public synchronized SortedMap<NodeId, String> doubted() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(doubted));
    }

    private void write(NodeId node, String directory) throws IOException {
        TreeMap<NodeId, String> next = new TreeMap<>(known);
        next.put(node, directory);
        StringBuilder text = new StringBuilder();
        next.forEach((each, data) -> text.append(each).append(' ').append(data).append('\n'));
        WholeFile.write(disk, FILE, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        known.put(node, directory);
    }
}
