package io.quorate.kernel.state;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which data the members have: a node that comes with other data has lost what it had promised.
 *
 * @param byNode id of a data directory by the text of the node's number
 */
public record MemberDirectories(SortedMap<String, String> byNode) {
    /** As the rows say. */
    public static MemberDirectories of(Rows rows) {
        byte[] row = rows.get(Keys.memberDirectories());
        return row == null ? new MemberDirectories(new TreeMap<>()) : StateRows.MEMBER_DIRECTORIES.decode(row);
    }

    public Optional<String> of(int node) {
        return Optional.ofNullable(byNode.get(Integer.toString(node)));
    }

    /** The same, with this node's. */
    public MemberDirectories with(int node, String directory) {
        TreeMap<String, String> next = new TreeMap<>(byNode);
        next.put(Integer.toString(node), directory);
        return new MemberDirectories(next);
    }
}
