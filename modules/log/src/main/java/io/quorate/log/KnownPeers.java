package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which data every other node has: those with which it came first, or on which the members have agreed since. A node that comes with
 * other data has lost its log: it may have voted and acknowledged what it knows nothing of any more, so that its votes and
 * acknowledgements are not believed, though it may ask for votes and lead: who has entries that make it a voter was let in again.
 * Thread-safe.
 *
 * <p>Kept in the file {@code peers}, a line for each node: its number, a space, the id of its data directory, and behind another
 * space {@code agreed}, if they have.
 */
public final class KnownPeers {
    public static final String FILE = "peers";

    /** Nodes that are remembered because they came with other data. */
    private static final int MAX_DOUBTED = 64;

    private static final Pattern LINE = Pattern.compile("(\\d{1,5}) (\\S+)( agreed)?");

    private record Known(String directory, boolean agreed) {}

    private final Disk disk;

    /** Replaced as a whole, since whoever takes or sends a message looks here, and must not wait for a write to the disk. */
    private volatile SortedMap<NodeId, Known> known = new TreeMap<>();

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
        TreeMap<NodeId, Known> known = new TreeMap<>();
        if (disk.list().contains(FILE)) {
            String text = new String(WholeFile.read(disk, FILE), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    throw new IOException("the file '" + FILE + "' in " + disk.location() + " is damaged at '" + line
                            + "'; restore it from a copy, or delete it when no other node has lost its data");
                }
                known.put(
                        new NodeId(Integer.parseInt(matcher.group(1))),
                        new Known(matcher.group(2), matcher.group(3) != null));
            }
        }
        peers.known = known;
        return peers;
    }

    /**
     * A node has come. Writes a few bytes to the disk the first time that it does.
     *
     * @throws IOException it cannot be written down, and is as before
     */
    public synchronized Standing meet(NodeId node, String directory) throws IOException {
        Known before = known.get(node);
        if (before == null) {
            TreeMap<NodeId, Known> next = new TreeMap<>(known);
            next.put(node, new Known(directory, false));
            write(next);
            return Standing.FIRST;
        }
        if (before.directory().equals(directory)) {
            doubted.remove(node);
            return before.agreed() ? Standing.AGREED : Standing.FIRST;
        }
        if (doubted.size() < MAX_DOUBTED || doubted.containsKey(node)) {
            doubted.put(node, directory);
        }
        return Standing.DOUBTED;
    }

    /**
     * The members have agreed on the data of these nodes. Blocks for the disk when that is news.
     *
     * @return nodes that have other data from now on than they came with before
     * @throws IOException it is not known yet, and is to be told again
     */
    public synchronized SortedSet<NodeId> agreed(SortedMap<NodeId, String> directories) throws IOException {
        TreeMap<NodeId, Known> next = new TreeMap<>(known);
        directories.forEach((node, directory) -> next.put(node, new Known(directory, true)));
        TreeSet<NodeId> others = new TreeSet<>();
        if (!next.equals(known)) {
            others.addAll(directories.keySet());
            others.removeIf(
                    node -> !known.containsKey(node) || of(node).equals(Optional.ofNullable(directories.get(node))));
            write(next);
            doubted.keySet().removeAll(others);
        }
        return others;
    }

    /** Whether a message counts that comes from a node with this data. */
    public boolean believe(PeerMessage message, String directory) {
        return !message.isPromise()
                || of(new NodeId(message.from())).filter(directory::equals).isPresent();
    }

    /** By which data a node is known; empty before it has come. */
    public Optional<String> of(NodeId node) {
        return Optional.ofNullable(known.get(node)).map(Known::directory);
    }

    /** The data of those that are believed. */
    public SortedMap<NodeId, String> known() {
        TreeMap<NodeId, String> directories = new TreeMap<>();
        known.forEach((node, data) -> directories.put(node, data.directory()));
        return directories;
    }

    /** The data with which nodes came that are not believed. */
    public synchronized SortedMap<NodeId, String> doubted() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(doubted));
    }

    private void write(SortedMap<NodeId, Known> next) throws IOException {
        StringBuilder text = new StringBuilder();
        next.forEach((node, data) ->
                text.append(node).append(' ').append(data.directory()).append(data.agreed() ? " agreed\n" : "\n"));
        WholeFile.write(disk, FILE, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        known = next;
    }
}
